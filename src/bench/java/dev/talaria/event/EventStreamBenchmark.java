package dev.talaria.event;

import dev.talaria.event.AgentEvent.TextDelta;
import dev.talaria.event.EventStream.Cursor;
import java.time.Clock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Appending an event that one reader waits for. */
@State(Scope.Thread)
public class EventStreamBenchmark {
    private static final int EVENTS = 200;
    private static final int CAPACITY = 4_096;

    private final TextDelta token = new TextDelta(" token", null);

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void appendAndRead(Blackhole hole) {
        EventStream stream = new EventStream(CAPACITY, Clock.systemUTC());
        Cursor cursor = stream.cursor(-1, () -> { });
        for (int i = 0; i < EVENTS; i++) {
            stream.append(token);
            hole.consume(cursor.poll());
        }
    }
}
