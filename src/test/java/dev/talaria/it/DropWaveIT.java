package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.testing.RawConnection;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;

/** Many clients that leave at once must not cut the streams of those who come after them. */
class DropWaveIT extends DeployedTalaria {
    private static final int STREAMS = 300;

    @RepeatedTest(6)
    void keepsTheNextWaveWholeWhenAllClientsLeave() {
        List<RawConnection> leaving = wave("tokens:1000 && slow:50");
        leaving.forEach(stream -> stream.until("w1"));
        leaving.forEach(RawConnection::close);

        List<RawConnection> staying = wave("tokens:30 && slow:50");
        List<RawConnection.Reply> replies = staying.stream().map(RawConnection::reply).toList();
        staying.forEach(RawConnection::close);

        long whole = replies.stream().filter(reply -> reply.complete() && reply.body().contains(" w29")
                && reply.body().endsWith("data: [DONE]\n\n")).count();
        Figures.note("waves of drops", "after " + STREAMS + " have left " + whole + " of the next " + STREAMS + " are whole");
        assertEquals(STREAMS, whole, () -> replies.stream().filter(reply -> !reply.complete()).findFirst().toString());
    }

    private List<RawConnection> wave(String directives) {
        return IntStream.range(0, STREAMS).mapToObj(i -> stream(directives)).toList();
    }
}
