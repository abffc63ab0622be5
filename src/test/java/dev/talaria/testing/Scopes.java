package dev.talaria.testing;

import dev.talaria.event.EventStream;
import dev.talaria.run.Durability;
import dev.talaria.run.Run;
import dev.talaria.run.Run.MemoryState;
import dev.talaria.run.RunHead;
import dev.talaria.run.RunId;
import dev.talaria.scope.Caller;
import dev.talaria.scope.Identity;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import java.time.Clock;
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
        return run(named("s1"), MemoryState.ON);
    }

    public static Run run(RequestScope scope, MemoryState memory) {
        return run(new RunHead(RunId.at(Instant.EPOCH), scope, "chat", "talaria", Durability.FOREGROUND, Instant.EPOCH), memory);
    }

    public static Run run(RunId id, RequestScope scope, Instant created) {
        return run(new RunHead(id, scope, "chat", "talaria", Durability.FOREGROUND, created), MemoryState.NONE);
    }

    private static Run run(RunHead head, MemoryState memory) {
        return new Run(head, memory, new EventStream(100_000, Clock.systemUTC()));
    }
}
