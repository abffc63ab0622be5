package dev.talaria.api.http.body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.heap.HeapBudget;
import dev.talaria.testing.Compressed;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CollectedBodyTest {
    private static final int LIMIT = 100_000;
    private static final int PIECE = 16 * 1024;

    private final HeapBudget budget = new HeapBudget(150_000);

    @ParameterizedTest
    @ValueSource(ints = {0, 2, PIECE, LIMIT})
    void collectsWholeBodies(int size) {
        RequestBody declared = plain(size, new byte[size]);
        declared.close();
        RequestBody chunked = plain(-1, new byte[size]);

        assertEquals(size, declared.size());
        assertEquals(size, chunked.size());
        assertEquals(declared.fingerprint(), chunked.fingerprint());
    }

    @Test
    void refusesOneByteTooMany() {
        assertEquals(ErrorCode.BODY_TOO_LARGE, refusal(() -> collected(LIMIT + 1)));
        assertEquals(ErrorCode.BODY_TOO_LARGE, refusal(() -> plain(-1, new byte[LIMIT + 1])));
    }

    @Test
    void countsBytesUntilTheBodyIsClosed() {
        RequestBody body = plain(-1, new byte[70_000]);

        assertEquals(70_000, budget.used());

        body.close();
        assertEquals(0, budget.used());
    }

    @Test
    void countsNothingThatIsOnlyAnnounced() {
        CollectedBody announced = collected(LIMIT);

        assertEquals(0, budget.used());

        announced.add(new byte[PIECE], 100);
        assertEquals(100, budget.used());
        announced.close();
        assertEquals(0, budget.used());
    }

    @Test
    void parsesTheBodyAndTellsBodiesApart() {
        byte[] text = "{\"a\":\"\u00FC\"}".getBytes(StandardCharsets.UTF_8);

        assertEquals("\u00FC", plain(text.length, text).parse().string("a").orElseThrow());
        assertEquals("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", plain(2, new byte[] {'{', '}'}).fingerprint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{} x", "\u0000"})
    void refusesWhatIsNoJsonObject(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        assertEquals(ErrorCode.INVALID_JSON, refusal(() -> plain(bytes.length, bytes).parse()));
    }

    @Test
    void refusesBodiesBeyondTheBudget() {
        plain(90_000, new byte[90_000]);

        assertEquals(ErrorCode.OVERLOADED, refusal(() -> collected(80_000)));
        assertEquals(90_000, budget.used());
        CollectedBody chunked = collected(-1);
        assertEquals(ErrorCode.OVERLOADED, refusal(() -> fill(chunked, new byte[80_000])));
        chunked.close();
        assertEquals(90_000, budget.used());
    }

    @Test
    void decodesACompressedBodyAndCountsNothingButWhatItHolds() {
        RequestBody plain = plain(70_000, new byte[70_000]);
        plain.close();
        RequestBody body = gzip(70_000);

        assertEquals(70_000, body.size());
        assertEquals(plain.fingerprint(), body.fingerprint());
        assertEquals(70_000, budget.used());
        body.close();
        assertEquals(0, budget.used());
    }

    @Test
    void refusesOneByteTooManyInACompressedBody() {
        try (RequestBody most = gzip(LIMIT)) {
            assertEquals(LIMIT, most.size());
        }
        assertEquals(ErrorCode.BODY_TOO_LARGE, refusal(() -> gzip(LIMIT + 1)));
        assertEquals(0, budget.used());
    }

    @Test
    void countsBothFormsOfABodyWhileItIsDecoded() {
        plain(60_000, new byte[60_000]);
        int sent = Compressed.gzip(new byte[90_000]).length;

        assertEquals(ErrorCode.OVERLOADED, refusal(() -> gzip(90_000)));
        assertEquals(90_000 - sent, gzip(90_000 - sent).size());
    }

    @Test
    void refusesBombsBeforeTheyGrow() {
        assertTrue(Compressed.gzip(new byte[30_000_000]).length < LIMIT);
        assertEquals(ErrorCode.BODY_TOO_LARGE, refusal(() -> gzip(30_000_000)));
        assertEquals(0, budget.used());
    }

    @Test
    void refusesAnUnknownCodingByItsHeader() {
        assertEquals(ErrorCode.UNSUPPORTED_CONTENT_ENCODING, refusal(() -> CollectedBody.of(request(1_000, "zstd"), LIMIT, budget)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "identity"})
    void takesAnEmptyBodyForEmptyInEveryCoding(String coding) {
        assertEquals(0, CollectedBody.of(request(-1, coding), LIMIT, budget).decode().size());
    }

    @Test
    void refusesBodiesShorterThanDeclared() {
        assertEquals(ErrorCode.INVALID_JSON, refusal(() -> plain(10, new byte[9])));
        assertEquals(0, budget.used());
    }

    private RequestBody gzip(int size) {
        byte[] sent = Compressed.gzip(new byte[size]);
        return whole(CollectedBody.of(request(sent.length, "gzip"), LIMIT, budget), sent);
    }

    private RequestBody plain(long declared, byte[] sent) {
        return whole(collected(declared), sent);
    }

    private CollectedBody collected(long declared) {
        return CollectedBody.of(request(declared), LIMIT, budget);
    }

    private static RequestBody whole(CollectedBody body, byte[] sent) {
        try {
            fill(body, sent);
            return body.decode();
        } catch (ApiException e) {
            body.close();
            throw e;
        }
    }

    private static void fill(CollectedBody body, byte[] sent) {
        for (int i = 0; i < sent.length; i += PIECE) {
            int count = Math.min(PIECE, sent.length - i);
            body.add(Arrays.copyOfRange(sent, i, i + PIECE), count);
        }
    }

    private static ErrorCode refusal(Executable call) {
        return assertThrows(ApiException.class, call).code();
    }

    /** A request that is nothing but what its headers say of its body. */
    private static HttpServletRequest request(long declared, String... codings) {
        Class<?>[] types = {HttpServletRequest.class};
        return (HttpServletRequest) Proxy.newProxyInstance(CollectedBodyTest.class.getClassLoader(), types,
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getContentLengthLong" -> declared;
                    case "getHeaders" -> Collections.enumeration(List.of(codings));
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
