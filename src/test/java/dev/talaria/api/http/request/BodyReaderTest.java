package dev.talaria.api.http.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.talaria.config.TalariaConfig.Limits;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyReaderTest {
    private static final int LIMIT = 100_000;

    private final BodyBudget budget = new BodyBudget(150_000);
    private final SteppingClock clock = new SteppingClock();
    private final BodyReader reader = new BodyReader(
            new Limits(0, Duration.ZERO, LIMIT, 150_000, Duration.ofSeconds(10), Duration.ofHours(1)), budget, clock);

    @ParameterizedTest
    @ValueSource(ints = {2, LIMIT})
    void readsWholeBodies(int size) {
        RequestBody declared = reader.read(declaring(size).request(), null);
        declared.close();
        RequestBody chunked = reader.read(FakeBody.chunked(zeros(size)).request(), null);

        assertEquals(size, declared.size());
        assertEquals(size, chunked.size());
        assertEquals(declared.fingerprint(), chunked.fingerprint());
    }

    @Test
    void refusesOneByteTooMany() {
        assertEquals(ErrorCode.BODY_TOO_LARGE, refusal(declaring(LIMIT + 1)));
        assertEquals(ErrorCode.BODY_TOO_LARGE, refusal(FakeBody.chunked(zeros(LIMIT + 1))));
    }

    @Test
    void countsBytesUntilTheBodyIsClosed() {
        RequestBody body = reader.read(FakeBody.chunked(zeros(70_000)).request(), null);

        assertEquals(70_000, budget.used());

        body.close();
        assertEquals(0, budget.used());
    }

    @Test
    void parsesTheBodyAndTellsBodiesApart() {
        RequestBody body = reader.read(text("{\"a\":\"\u00FC\"}").request(), null);

        assertEquals("\u00FC", body.parse().string("a").orElseThrow());
        assertEquals("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
                reader.read(text("{}").request(), null).fingerprint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{} x", "\u0000"})
    void refusesWhatIsNoJsonObject(String text) {
        RequestBody body = reader.read(text(text).request(), null);

        assertEquals(ErrorCode.INVALID_JSON, assertThrows(ApiException.class, body::parse).code());
    }

    @Test
    void dropsWhatIsSomewhatTooLarge() {
        FakeBody declared = declaring(LIMIT + 900_000);
        FakeBody chunked = FakeBody.chunked(zeros(LIMIT + 900_000));

        assertEquals(ErrorCode.BODY_TOO_LARGE, refusal(declared));
        assertEquals(ErrorCode.BODY_TOO_LARGE, refusal(chunked));

        assertEquals(LIMIT + 900_000, declared.bytesRead());
        assertEquals(LIMIT + 900_000, chunked.bytesRead());
        assertEquals(Map.of(), declared.replyHeaders);
        assertEquals(Map.of(), chunked.replyHeaders);
        assertEquals(0, budget.used());
    }

    @Test
    void closesTheConnectionOfWhatIsMuchTooLarge() {
        FakeBody declared = declaring(50_000_000);
        FakeBody chunked = FakeBody.chunked(zeros(50_000_000));

        assertEquals(ErrorCode.BODY_TOO_LARGE, refusal(declared));
        assertEquals(ErrorCode.BODY_TOO_LARGE, refusal(chunked));

        assertEquals(Map.of("Connection", "close"), declared.replyHeaders);
        assertEquals(Map.of("Connection", "close"), chunked.replyHeaders);
        assertEquals(true, declared.bytesRead() < LIMIT + 1_100_000 && chunked.bytesRead() < LIMIT + 1_100_000);
    }

    @Test
    void readsNothingOfAClientThatAsksFirst() {
        FakeBody body = declaring(LIMIT + 1).expecting();

        assertEquals(ErrorCode.BODY_TOO_LARGE, refusal(body));
        assertEquals(0, body.bytesRead());
    }

    @Test
    void refusesAndDropsBodiesBeyondTheBudget() {
        reader.read(declaring(90_000).request(), null);
        FakeBody declared = declaring(80_000);
        FakeBody chunked = FakeBody.chunked(zeros(80_000));

        assertEquals(ErrorCode.RATE_LIMIT_EXCEEDED, refusal(declared));
        assertEquals(ErrorCode.RATE_LIMIT_EXCEEDED, refusal(chunked));

        assertEquals(80_000, declared.bytesRead());
        assertEquals(80_000, chunked.bytesRead());
        assertEquals(90_000, budget.used());
    }

    @Test
    void refusesBodiesThatTakeTooLong() {
        clock.step = Duration.ofSeconds(4);
        FakeBody body = FakeBody.chunked(zeros(LIMIT));

        assertEquals(ErrorCode.BODY_TIMEOUT, refusal(body));
        assertEquals(Map.of("Connection", "close"), body.replyHeaders);
        assertEquals(0, budget.used());
    }

    @Test
    void doesNotDropForLong() {
        clock.step = Duration.ofSeconds(2);
        FakeBody body = declaring(LIMIT + 900_000);

        assertEquals(ErrorCode.BODY_TOO_LARGE, refusal(body));
        assertEquals(Map.of("Connection", "close"), body.replyHeaders);
    }

    static Stream<Throwable> silences() {
        return Stream.of(new SocketTimeoutException("read"), new IOException(new TimeoutException("idle")));
    }

    @ParameterizedTest
    @MethodSource("silences")
    void takesTheServersOwnTimeoutForOurs(IOException silence) {
        assertEquals(ErrorCode.BODY_TIMEOUT, refusal(FakeBody.chunked(failing(silence))));
    }

    static Stream<Throwable> breaks() {
        return Stream.of(new IOException("reset by peer"), new IllegalStateException("bad chunk"));
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void blamesTheClientThatBreaksOff(Throwable end) {
        assertEquals(ErrorCode.INVALID_JSON, refusal(FakeBody.chunked(failing(end))));
        assertEquals(0, budget.used());
    }

    @Test
    void refusesBodiesShorterThanDeclared() {
        assertEquals(ErrorCode.INVALID_JSON, refusal(FakeBody.declaring(10, zeros(9))));
        assertEquals(0, budget.used());
    }

    private ErrorCode refusal(FakeBody body) {
        return assertThrows(ApiException.class, () -> reader.read(body.request(), body.response())).code();
    }

    private static FakeBody declaring(int size) {
        return FakeBody.declaring(size, zeros(size));
    }

    private static FakeBody text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return FakeBody.declaring(bytes.length, new ByteArrayInputStream(bytes));
    }

    private static InputStream zeros(int size) {
        return new ByteArrayInputStream(new byte[size]);
    }

    private static InputStream failing(Throwable end) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                if (end instanceof IOException broken) {
                    throw broken;
                }
                throw (RuntimeException) end;
            }
        };
    }

    /** Moves on by a step each time it is asked. */
    private static final class SteppingClock extends Clock {
        private Duration step = Duration.ZERO;
        private Instant now = Instant.EPOCH;

        @Override
        public Instant instant() {
            now = now.plus(step);
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
