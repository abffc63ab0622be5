package dev.talaria.scope;

import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Deriving whose memory and which session a request means. */
@State(Scope.Thread)
public class ScopeBenchmark {
    private static final Caller CALLER = new Caller("acme", "web", false);

    private final String key = "user-42";
    private final Identity user = Identity.NONE.with(Identity.USER_ID, "ann");

    @Benchmark
    public Optional<MemoryScope> memoryScope() {
        return IdentityPolicy.SESSION_KEY.memory("acme", "", key, "chat-1", user);
    }

    @Benchmark
    public SessionRef sessionOfAnUnnamedChat() {
        return SessionRef.derive(CALLER, "", key, "ann", "You are kind.", "What is the capital of Peru?");
    }
}
