package dev.talaria.memory.honcho;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.talaria.memory.honcho.wire.HonchoFault;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Creates a session and its peers, with what each observes, before its first message: posting messages would create them too, but the
 * agent's peer would then never learn anything. Once for each location and process, and repeated from time to time. Safe for many threads:
 * of several callers one asks and the others wait for it.
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

    /** Provisions the location if that is due; blocks until it is done. */
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

    /** Forgets that the session was provisioned, because Honcho does not know it any more. */
    void forget(HonchoLocation location) {
        done.asMap().keySet().removeIf(one -> one.workspace().equals(location.workspace()) && one.session().equals(location.session()));
    }

    /** An existing member keeps its configuration, whatever this call says, until it is put. */
    private void setUp(HonchoLocation location) {
        if (!honcho.createSession(location) && !honcho.observes(location)) {
            honcho.observe(location);
        }
    }

    /** The waiting ends by the timeouts of the asking thread. */
    private static void await(CompletableFuture<Void> others) {
        try {
            others.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof HonchoFault fault ? fault : e;
        }
    }
}
