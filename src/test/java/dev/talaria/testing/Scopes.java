package dev.talaria.testing;

import dev.talaria.run.Run;
import dev.talaria.run.Run.MemoryState;
import dev.talaria.run.RunId;
import dev.talaria.scope.Caller;
import dev.talaria.scope.Identity;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import java.time.Instant;

/** Request scopes and runs of one caller. */
public final class Scopes {
    public static final Caller CALLER = new Caller("acme", "test", false);
    public static final MemoryScope MEMORY = MemoryScope.ofKey("acme", "ann");

    private Scopes() {
    }

    /** A named session with memory. */
    public static RequestScope named(String session) {
        return of(SessionRef.named("acme", "", session), MEMORY, null);
    }

    public static RequestScope derived(String firstWords) {
        return of(SessionRef.derive(CALLER, "", "", "", "", firstWords), MEMORY, null);
    }

    public static RequestScope of(SessionRef session, MemoryScope memory, String idempotencyKey) {
        return new RequestScope("req-1", CALLER, session, null, Identity.NONE, memory, idempotencyKey);
    }

    /** A run that nobody carries out. */
    public static Run run() {
        return new Run(RunId.random(), named("s1"), Instant.EPOCH, MemoryState.ON);
    }
}
