package dev.talaria.api.http.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.talaria.config.TalariaConfig.Limits;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.testing.Compressed;
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
    void refusesByTheLengthWithoutReading() {
        FakeBody somewhat = declaring(LIMIT + 900_000);
        FakeBody much = declaring(50_000_000);

        assertEquals(ErrorCode.BODY_TOO_LARGE, refusal(somewhat));
        assertEquals(ErrorCode.BODY_TOO_LARGE, refusal(much));

        assertEquals(0, somewhat.bytesRead() + much.bytesRead());
        assertEquals(Map.of(), somewhat.replyHeaders);
        assertEquals(Map.of("Connection", "close"), much.replyHeaders);
    }

    @Test
    void readsNoMoreOfAChunkedBodyThanItTakesToRefuseIt() {
        FakeBody chunked = FakeBody.chunked(zeros(50_000_000));

        assertEquals(ErrorCode.BODY_TOO_LARGE, refusal(chunked));

        assertEquals(true, chunked.bytesRead() < 2 * LIMIT);
        assertEquals(0, budget.used());
    }

    @Test
    void readsNothingOfAClientThatAsksFirst() {
        FakeBody body = declaring(LIMIT + 1).expecting();

        assertEquals(ErrorCode.BODY_TOO_LARGE, refusal(body));
        assertEquals(0, body.bytesRead());
    }

    @Test
    void refusesBodiesBeyondTheBudget() {
        reader.read(declaring(90_000).request(), null);
        FakeBody declared = declaring(80_000);
        FakeBody chunked = FakeBody.chunked(zeros(80_000));

        assertEquals(ErrorCode.RATE_LIMIT_EXCEEDED, refusal(declared));
        assertEquals(ErrorCode.RATE_LIMIT_EXCEEDED, refusal(chunked));

        assertEquals(0, declared.bytesRead());
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
    void decodesACompressedBodyAndCountsNothingButWhatItHolds() {
        RequestBody plain = reader.read(declaring(70_000).request(), null);
        plain.close();
        RequestBody body = reader.read(compressed(70_000).encoded("gzip").request(), null);

        assertEquals(70_000, body.size());
        assertEquals(plain.fingerprint(), body.fingerprint());
        assertEquals(70_000, budget.used());
        body.close();
        assertEquals(0, budget.used());
    }

    @Test
    void refusesOneByteTooManyInACompressedBody() {
        try (RequestBody most = reader.read(compressed(LIMIT).encoded("gzip").request(), null)) {
            assertEquals(LIMIT, most.size());
        }
        assertEquals(ErrorCode.BODY_TOO_LARGE, refusal(compressed(LIMIT + 1).encoded("gzip")));
        assertEquals(0, budget.used());
    }

    @Test
    void countsBothFormsOfABodyWhileItIsDecoded() {
        reader.read(declaring(60_000).request(), null);
        int sent = (int) compressed(90_000).request().getContentLengthLong();

        assertEquals(ErrorCode.RATE_LIMIT_EXCEEDED, refusal(compressed(90_000).encoded("gzip")));
        assertEquals(90_000 - sent, reader.read(compressed(90_000 - sent).encoded("gzip").request(), null).size());
    }

    @Test
    void refusesBombsBeforeTheyGrow() {
        FakeBody bomb = compressed(30_000_000);

        assertEquals(true, bomb.request().getContentLengthLong() < LIMIT);
        assertEquals(ErrorCode.BODY_TOO_LARGE, refusal(bomb.encoded("gzip")));
        assertEquals(0, budget.used());
    }

    @Test
    void readsNothingInAnUnknownCoding() {
        FakeBody body = declaring(1_000).encoded("zstd");

        assertEquals(ErrorCode.UNSUPPORTED_CONTENT_ENCODING, refusal(body));
        assertEquals(0, body.bytesRead());
    }

    @Test
    void takesAnEmptyBodyForEmptyInEveryCoding() {
        assertEquals(0, reader.read(declaring(0).encoded("gzip").request(), null).size());
        assertEquals(0, reader.read(FakeBody.chunked(zeros(0)).encoded("deflate").request(), null).size());
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

    /** So many zeros, as gzip. */
    private static FakeBody compressed(int size) {
        byte[] bytes = Compressed.gzip(new byte[size]);
        return FakeBody.declaring(bytes.length, new ByteArrayInputStream(bytes));
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
