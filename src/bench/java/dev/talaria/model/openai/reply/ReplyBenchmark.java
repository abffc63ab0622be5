package dev.talaria.model.openai.reply;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Reading the chunks of an upstream's streamed reply, one at a time. */
@State(Scope.Thread)
public class ReplyBenchmark {
    private static final int CHUNKS = 200;

    private String[] pieces;

    @Setup
    public void prepare() {
        pieces = new String[CHUNKS];
        for (int i = 0; i < CHUNKS; i++) {
            pieces[i] = Replies.data("{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"m\","
                    + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\" token" + i + "\"},\"finish_reason\":null}]}");
        }
        pieces[CHUNKS - 1] += Replies.DONE;
    }

    @Benchmark
    @OperationsPerInvocation(CHUNKS)
    public Object readChunk() {
        return Replies.whole(pieces);
    }
}
