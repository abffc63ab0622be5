package dev.talaria.model.openai.reply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.heap.HeapBudget;
import dev.talaria.model.UpstreamFaults;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies that come to no end are cut. */
class EndlessReplyTest {
    private static final long MAX = 1_000_000;
    private static final int PIECES = 3_000;

    private final HeapBudget heap = new HeapBudget(4 << 20);
    private final UpstreamFaults faults = new UpstreamFaults(null);

    private ApiException endless(long most, String first, String piece) {
        try (HeapBudget.Reservation held = heap.reserve()) {
            AnswerBody body = new AnswerBody(new ReplyReader(new JoinedSink(), faults, true, new ThoughtHabits()), faults, most, held);
            body.take(bytes(first));
            return assertThrows(ApiException.class, () -> {
                for (int i = 0; i < PIECES; i++) {
                    body.take(bytes(piece));
                }
            });
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {":\n", ": ping\n\n", "data: \n\n", "event: ping\n", "\n",
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}]}\n\n"})
    void isCutAtItsMostBytes(String piece) {
        ApiException fault = endless(MAX, "", piece.repeat(1_000));

        assertEquals(ErrorCode.UPSTREAM_ERROR, fault.code());
        assertEquals("The upstream sent more than 1000000 bytes; its answer was truncated (talaria.model.reply-bytes)", fault.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: ", "data: {\"x\":\"", "{\"x\":\"", "{\"x\":[", "<html>", "id: ", ": "})
    void isCutWhereWhatIsHeldHasNoRoom(String first) {
        ApiException fault = endless(1L << 40, first, "1,".repeat(500));

        assertEquals(ErrorCode.UPSTREAM_ERROR, fault.code());
        assertEquals(0, heap.used());
    }

    @Test
    void saysThatOthersTakeTheMemory() {
        heap.reserve().grow(3 << 20);
        heap.reserve().grow(1 << 20);

        assertEquals(ErrorCode.OVERLOADED, endless(1L << 40, "data: {\"x\":\"", "y".repeat(1_000)).code());
    }

    @Test
    void holdsNothingOfWhatWasTold() {
        try (HeapBudget.Reservation held = heap.reserve()) {
            AnswerBody body = new AnswerBody(new ReplyReader(new JoinedSink(), faults, true, new ThoughtHabits()), faults, MAX, held);
            body.take(bytes("data: {\"x\":\"" + "y".repeat(200_000)));
            assertTrue(heap.used() > 200_000);

            body.take(bytes("\"}\n\n"));

            assertEquals(0, heap.used());
        }
    }
}
