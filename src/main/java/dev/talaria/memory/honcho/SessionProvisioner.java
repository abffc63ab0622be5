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
final class SessionProvisioner {
    private static final int REMEMBERED = 20_000;
    /** Another server, or a person, may have deleted it meanwhile. */
    private static final Duration TRUSTED = Duration.ofMinutes(10);

    private final Honcho honcho;
    private final Cache<HonchoLocation, CompletableFuture<Void>> done = Caffeine.newBuilder()
            .maximumSize(REMEMBERED).expireAfterWrite(TRUSTED).executor(Runnable::run).build();

    SessionProvisioner(Honcho honcho) {
        this.honcho = honcho;
    }

    /** Blocks where it has not been done yet. */
    void ensure(HonchoLocation location) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> others = done.asMap().putIfAbsent(location, mine);
        if (others != null) {
            await(others);
            return;
        }
        try {
            setUp(location);
            mine.complete(null);
        } catch (RuntimeException e) {
            done.asMap().remove(location, mine);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    /** For a session of which Honcho no longer knows anything. */
    void forget(HonchoLocation location) {
        done.asMap().keySet().removeIf(one -> one.workspace().equals(location.workspace()) && one.session().equals(location.session()));
    }

    /** A member that was active before keeps its configuration, whatever the call said, until it is put. */
    private void setUp(HonchoLocation location) {
        if (!honcho.createSession(location) && !honcho.observes(location)) {
            honcho.observe(location);
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
