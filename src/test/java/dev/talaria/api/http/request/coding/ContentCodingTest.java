package dev.talaria.api.http.request.coding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.testing.Compressed;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentCodingTest {
    private static final byte[] PLAIN = "{\"messages\": [\"Gr\u00fc\u00dfe\"]}".repeat(3_000).getBytes(StandardCharsets.UTF_8);
    private static final ContentCoding.Bound UNBOUNDED = bytes -> { };

    record Sent(ContentCoding coding, byte[] bytes) {
    }

    static Stream<Sent> sent() {
        return Stream.of(new Sent(ContentCoding.GZIP, Compressed.gzip(PLAIN)), new Sent(ContentCoding.DEFLATE, Compressed.zlib(PLAIN)),
                new Sent(ContentCoding.DEFLATE, Compressed.rawDeflate(PLAIN)));
    }

    @ParameterizedTest
    @CsvSource({"gzip, GZIP", "GZip, GZIP", "x-gzip, GZIP", "deflate, DEFLATE", "identity, IDENTITY", "'', IDENTITY", "' , ', IDENTITY",
        "' gzip ,', GZIP"})
    void knowsTheCodingThatAHeaderNames(String header, ContentCoding coding) {
        assertEquals(coding, ContentCoding.of(List.of(header)));
    }

    @Test
    void takesNoHeaderForNoCoding() {
        assertEquals(ContentCoding.IDENTITY, ContentCoding.of(List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "br", "compress", "gzip, gzip", "gzip, deflate", "identity, gzip", "gzip;q=1", "g zip", "\u00e9", "*"})
    void refusesEveryOtherCodingAndMoreThanOne(String header) {
        ApiException refused = assertThrows(ApiException.class, () -> ContentCoding.of(List.of(header)));

        assertEquals(ErrorCode.UNSUPPORTED_CONTENT_ENCODING, refused.code());
        assertTrue(refused.getMessage().contains("gzip, deflate"), refused::getMessage);
    }

    @Test
    void refusesTwoHeaders() {
        assertThrows(ApiException.class, () -> ContentCoding.of(List.of("gzip", "gzip")));
    }

    @ParameterizedTest
    @MethodSource("sent")
    void decodes(Sent sent) {
        assertArrayEquals(PLAIN, sent.coding().decode(sent.bytes(), UNBOUNDED));
    }

    @ParameterizedTest
    @EnumSource
    void leavesAnEmptyBodyEmpty(ContentCoding coding) {
        assertEquals(0, coding.decode(new byte[0], UNBOUNDED).length);
    }

    @Test
    void decodesGzipWithEveryOptionalFieldOfItsHeader() {
        byte[] usual = Compressed.gzip(PLAIN);
        ByteArrayOutputStream full = new ByteArrayOutputStream();
        full.writeBytes(HexFormat.of().parseHex("1f8b081e00000000000303006162636e616d650063000a0b"));
        full.write(usual, 10, usual.length - 10);

        assertArrayEquals(PLAIN, ContentCoding.GZIP.decode(full.toByteArray(), UNBOUNDED));
    }

    @Test
    void decodesSeveralMembersOfGzip() {
        byte[] first = Compressed.gzip(Arrays.copyOf(PLAIN, 1_000));
        byte[] second = Compressed.gzip(Arrays.copyOfRange(PLAIN, 1_000, PLAIN.length));

        assertArrayEquals(PLAIN, ContentCoding.GZIP.decode(joined(first, second), UNBOUNDED));
    }

    @ParameterizedTest
    @MethodSource("sent")
    void refusesWhatIsCutShortAnywhere(Sent sent) {
        for (int length = 1; length < sent.bytes().length; length += 1 + length / 20) {
            int cut = length;
            ApiException refused = assertThrows(ApiException.class,
                    () -> sent.coding().decode(Arrays.copyOf(sent.bytes(), cut), UNBOUNDED), () -> "cut at " + cut);
            assertEquals(ErrorCode.MALFORMED_REQUEST, refused.code());
        }
    }

    @ParameterizedTest
    @MethodSource("sent")
    void refusesBytesAfterTheEnd(Sent sent) {
        String message = assertThrows(ApiException.class,
                () -> sent.coding().decode(joined(sent.bytes(), new byte[4]), UNBOUNDED)).getMessage();

        assertEquals("The request body is not valid " + (sent.coding() == ContentCoding.GZIP ? "gzip" : "deflate")
                + ": there are bytes after its end", message);
    }

    @Test
    void refusesAMemberOfGzipThatIsCutShort() {
        byte[] second = Compressed.gzip(PLAIN);
        for (int length : new int[] {1, 2, 3, 9, 10, 11, second.length - 1}) {
            assertThrows(ApiException.class, () -> ContentCoding.GZIP.decode(joined(Compressed.gzip(PLAIN), Arrays.copyOf(second, length)),
                    UNBOUNDED), () -> "cut at " + length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"messages\": []}", "\u0000\u0000\u0000\u0000", "\u001f", "PK"})
    void refusesWhatIsNotCompressedAtAll(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);

        assertEquals(ErrorCode.MALFORMED_REQUEST,
                assertThrows(ApiException.class, () -> ContentCoding.GZIP.decode(bytes, UNBOUNDED)).code());
        assertEquals(ErrorCode.MALFORMED_REQUEST,
                assertThrows(ApiException.class, () -> ContentCoding.DEFLATE.decode(bytes, UNBOUNDED)).code());
    }

    @Test
    void neverDecodesCorruptGzipToSomethingElse() {
        Random random = new Random(7);
        byte[] sound = Compressed.gzip(PLAIN);
        for (int round = 0; round < 2_000; round++) {
            byte[] corrupt = sound.clone();
            corrupt[random.nextInt(corrupt.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertArrayEquals(PLAIN, ContentCoding.GZIP.decode(corrupt, UNBOUNDED), "a bit of the header's hints");
            } catch (ApiException refused) {
                assertEquals(ErrorCode.MALFORMED_REQUEST, refused.code());
            }
        }
    }

    @Test
    void stopsWhereTheBoundSaysSo() {
        byte[] bomb = Compressed.gzip(new byte[50_000_000]);
        long[] grown = {0};

        assertThrows(IllegalStateException.class, () -> ContentCoding.GZIP.decode(bomb, bytes -> {
            grown[0] += bytes;
            if (grown[0] > 100_000) {
                throw new IllegalStateException("enough");
            }
        }));

        assertTrue(grown[0] < 200_000, () -> grown[0] + " bytes");
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
