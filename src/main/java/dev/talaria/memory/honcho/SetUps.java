package dev.talaria.memory.honcho;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.talaria.memory.honcho.wire.HonchoFault;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Sees to it that a session and its peers are there, with what each observes, before the first message: messages alone would make them
 * too, but the agent's peer would then learn nothing for ever. Once for each place and process, and now and then again. Safe for many
 * threads: of several that come together one asks and the others wait for it.
 */
final class SetUps {
    private static final int REMEMBERED = 20_000;
    /** Another server, or a person, may have deleted it meanwhile. */
    private static final Duration TRUSTED = Duration.ofMinutes(10);

    private final Honcho honcho;
    private final Cache<Place, CompletableFuture<Void>> done = Caffeine.newBuilder()
            .maximumSize(REMEMBERED).expireAfterWrite(TRUSTED).executor(Runnable::run).build();

    SetUps(Honcho honcho) {
        this.honcho = honcho;
    }

    /** Blocks where it has not been done yet. */
    void ensure(Place place) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> others = done.asMap().putIfAbsent(place, mine);
        if (others != null) {
            await(others);
            return;
        }
        try {
            setUp(place);
            mine.complete(null);
        } catch (RuntimeException e) {
            done.asMap().remove(place, mine);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    /** For a session of which Honcho no longer knows anything. */
    void forget(Place place) {
        done.asMap().keySet().removeIf(one -> one.workspace().equals(place.workspace()) && one.session().equals(place.session()));
    }

    /** A member that was active before keeps its configuration, whatever the call said, until it is put. */
    private void setUp(Place place) {
        if (!honcho.createSession(place) && !honcho.observes(place)) {
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
}
