package dev.talaria.api.http.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.access.ApiKey;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.scope.RequestHeaders;
import dev.talaria.testing.Keys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Whatever bytes stand in a header, the outcome is a clean value or that header's own error. */
class HeaderFuzzTest {
    static final List<String> NAMES = List.of("X-Hermes-Session-Key", "X-Hermes-Session-Id", "X-Hermes-User-Id", "X-Hermes-User-Name",
            "X-Hermes-Chat-Id", "X-Hermes-Chat-Name", "X-Hermes-Chat-Type", "X-Hermes-Thread-Id", "X-OpenWebUI-User-Id",
            "X-OpenWebUI-User-Name", "X-OpenWebUI-Chat-Id", "Idempotency-Key", "Last-Event-ID", "X-Hermes-Memory", "X-Hermes-Disconnect",
            "X-Hermes-Multitask", "X-Hermes-History", "X-Hermes-Tool-Progress", "X-Hermes-Task");
    private static final Set<ErrorCode> EXPECTED = EnumSet.of(ErrorCode.INVALID_SESSION_KEY, ErrorCode.SESSION_KEY_TOO_LONG,
            ErrorCode.INVALID_SESSION_ID, ErrorCode.SESSION_ID_TOO_LONG, ErrorCode.INVALID_IDENTITY_HEADER, ErrorCode.INVALID_HEADER,
            ErrorCode.INVALID_VALUE);
    private static final ApiKey KNOWN = Keys.ACME;
    private static final ApiKey ANYBODY = ApiKey.ANONYMOUS;

    private final ScopeReader reader = new ScopeReader(List.of(), Optional.empty(), ScopeReader.AgentScopes.SHARED);

    @ParameterizedTest
    @FieldSource("NAMES")
    void everyByteAtEveryPlace(String name) {
        for (int b = 0; b <= 0xFF; b++) {
            byte odd = (byte) b;
            check(name, new byte[] {odd});
            check(name, new byte[] {odd, 'a'});
            check(name, new byte[] {'a', odd});
            check(name, new byte[] {'a', odd, 'b'});
            check(name, new byte[] {(byte) 0xC2, odd, 'b'});
            check(name, new byte[] {'%', odd, '0'});
        }
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void wholeAndBrokenTexts(String name) {
        for (String text : List.of("J\u00FCrgen", "\u5C71\u7530", "\uD83D\uDE00", "%", "%4", "%C3", "%C3%BC", "%00", "%0A", "%7B%7Bx%7D%7D",
                "{{", "}}", "..", "/", "\\", "a".repeat(300), "\u00FC".repeat(300), "%41".repeat(300), "\u202E", "\uFEFF", "\u2028")) {
            check(name, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void randomBytesAndDuplicates(String name) {
        Random random = new Random(name.hashCode());
        for (int i = 0; i < 500; i++) {
            byte[] one = new byte[random.nextInt(20)];
            byte[] two = new byte[random.nextInt(3)];
            random.nextBytes(one);
            random.nextBytes(two);
            check(name, one, two);
        }
    }

    private void check(String name, byte[]... values) {
        RawHeaders headers = new RawHeaders();
        for (byte[] value : values) {
            headers.withBytes(name, value);
        }
        try {
            texts(reader.read(headers, KNOWN)).forEach(HeaderFuzzTest::assertClean);
        } catch (ApiException fault) {
            assertTrue(EXPECTED.contains(fault.code()), () -> name + " gave " + fault.code());
            assertEquals(name, fault.problem().param());
        }
        try {
            reader.read(headers, ANYBODY);
        } catch (ApiException fault) {
            assertTrue(EXPECTED.contains(fault.code()) || fault.code() == ErrorCode.SESSION_HEADER_NOT_ALLOWED);
        }
    }

    private static List<String> texts(RequestHeaders headers) {
        List<String> texts = new ArrayList<>(headers.identity().headers().values());
        for (String text : new String[] {headers.sessionId(), headers.sessionKey(), headers.idempotencyKey(), headers.lastEventId(),
            headers.preferences().task()}) {
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    private static void assertClean(String text) {
        assertTrue(!text.isEmpty() && text.equals(text.strip()), "trimmed");
        assertTrue(text.chars().noneMatch(Character::isISOControl), "no control characters");
        assertTrue(text.codePointCount(0, text.length()) <= 256, "bounded");
        assertTrue(!text.contains("{{") && !text.contains("}}"), "no template");
        assertEquals(text, new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8), "whole Unicode");
    }
}
