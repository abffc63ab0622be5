package dev.talaria.memory.honcho;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.talaria.json.Json;
import dev.talaria.memory.honcho.wire.HonchoFault;
import jakarta.json.JsonObject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Sees to it that a session and its peers are there, with what each observes, before the first message: messages alone would make them
 * too, but the agent's peer would then learn nothing for ever. Once for each place and process. Safe for many threads: of several that
 * come together one asks and the others wait for it.
 */
final class SetUps {
    private static final int REMEMBERED = 20_000;

    private final Honcho honcho;
    private final Cache<Place, CompletableFuture<Void>> done = Caffeine.newBuilder()
            .maximumSize(REMEMBERED).executor(Runnable::run).build();

    SetUps(Honcho honcho) {
        this.honcho = honcho;
    }

    /** Blocks where it has not been done yet. */
    void ensure(Place place, JsonObject metadata) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> others = done.asMap().putIfAbsent(place, mine);
        if (others != null) {
            await(others);
            return;
        }
        try {
            setUp(place, metadata);
            mine.complete(null);
        } catch (RuntimeException e) {
            done.asMap().remove(place, mine);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    /** For a place of which Honcho no longer knows anything. */
    void forget(Place place) {
        done.invalidate(place);
    }

    /** A member that was active before keeps its configuration, whatever the call said, until it is put. */
    private void setUp(Place place, JsonObject metadata) {
        if (!honcho.createSession(place, metadata) && !honcho.observes(place)) {
            honcho.observe(place);
        }
    }

    /** What it waits for ends by the timeouts of the one who asks. */
    private static void await(CompletableFuture<Void> others) {
        try {
            others.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof HonchoFault fault ? fault : e;
        }
    }

    /** By which the sessions of a scope, and those of a transcript, are found. */
    static JsonObject mark(Place place, String transcript) {
        return place.scope() == null ? null
                : Json.builders().createObjectBuilder().add("scope", place.scope()).add("transcript", transcript).build();
    }
}
