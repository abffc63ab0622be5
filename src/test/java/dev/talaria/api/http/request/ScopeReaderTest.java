package dev.talaria.api.http.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.talaria.access.ApiKey;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.scope.Identity;
import dev.talaria.scope.IdentityPolicy;
import dev.talaria.scope.Preferences;
import dev.talaria.scope.RequestHeaders;
import dev.talaria.testing.Keys;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeReaderTest {
    private static final String RULE = "Invalid session ID: it must be 1 to 256 characters in UTF-8, without control characters, "
            + "'/', '\\' and '..'";
    private static final ApiKey KNOWN = Keys.ACME;
    private static final ApiKey ANYBODY = ApiKey.ANONYMOUS;
    private static final String KEY = "X-Hermes-Session-Key";
    private static final String ID = "X-Hermes-Session-Id";

    private final ScopeReader reader = new ScopeReader(List.of(), Optional.empty(), ScopeReader.AgentScopes.SHARED);

    @Test
    void readsNothingFromNoHeaders() {
        assertEquals(RequestHeaders.NONE, reader.read(new RawHeaders(), KNOWN));
    }

    @ParameterizedTest
    @CsvSource({"agent:main:webui:dm:user-42", "J\u00FCrgen", "a b", "../etc/passwd", "a\\b"})
    void readsSessionKeys(String key) {
        assertEquals(key, reader.read(RawHeaders.of(KEY, key), KNOWN).sessionKey());
    }

    @ParameterizedTest
    @CsvSource({"owui-1234", "J\u00FCrgen", "a b", "a.b", "a:b"})
    void readsSessionIds(String id) {
        assertEquals(id, reader.read(RawHeaders.of(ID, id), KNOWN).sessionId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "a..b", "a/b", "a\\b", "../x", "/"})
    void refusesSessionIdsThatLookLikePaths(String id) {
        assertFault(ErrorCode.INVALID_SESSION_ID, ID, RULE, RawHeaders.of(ID, id));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', value = {"X-Hermes-Session-Key,INVALID_SESSION_KEY,Invalid session key",
        "X-Hermes-Session-Id,INVALID_SESSION_ID,\"" + RULE + "\"",
        "X-Hermes-User-Id,INVALID_IDENTITY_HEADER,Invalid X-Hermes-User-Id header",
        "X-Hermes-Thread-Id,INVALID_IDENTITY_HEADER,Invalid X-Hermes-Thread-Id header",
        "X-OpenWebUI-User-Name,INVALID_IDENTITY_HEADER,Invalid X-OpenWebUI-User-Name header",
        "Idempotency-Key,INVALID_HEADER,Invalid Idempotency-Key header", "Last-Event-ID,INVALID_HEADER,Invalid Last-Event-ID header",
        "X-Hermes-Task,INVALID_VALUE,Invalid X-Hermes-Task header"})
    void refusesUncleanValuesWithTheHeadersOwnError(String name, ErrorCode code, String message) {
        for (String unclean : List.of("a\nb", "a\rb", "\u0000", "a\u0085", "\u009Fb", "a\u007Fb", "a\tb", "\n")) {
            assertFault(code, name, message, RawHeaders.of(name, unclean));
        }
        assertFault(code, name, message, new RawHeaders().withBytes(name, (byte) 'a', (byte) 0xFC));
        assertFault(code, name, message, RawHeaders.of(name, "one", "two"));
    }

    @ParameterizedTest
    @CsvSource({"X-Hermes-Session-Key,SESSION_KEY_TOO_LONG,Session key too long",
        "X-Hermes-Session-Id,SESSION_ID_TOO_LONG,Session ID too long",
        "X-Hermes-Chat-Name,INVALID_IDENTITY_HEADER,X-Hermes-Chat-Name header too long",
        "Idempotency-Key,INVALID_HEADER,Idempotency-Key header too long"})
    void refusesMoreThan256CodePointsAfterTrimming(String name, ErrorCode code, String message) {
        assertFault(code, name, message, RawHeaders.of(name, "\uD83D\uDE00".repeat(257)));
        reader.read(RawHeaders.of(name, "  " + "\uD83D\uDE00".repeat(256) + "  "), KNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\u00A0", "webui:{{USER_ID}}", "{{CHAT_ID}}"})
    void takesEmptyAndUnfilledValuesForAbsent(String value) {
        RawHeaders headers = new RawHeaders().with(KEY, value).with(ID, value).with("X-Hermes-User-Id", value)
                .with("Idempotency-Key", value).with("X-Hermes-Memory", value).with("X-Hermes-Task", value);

        assertEquals(RequestHeaders.NONE, reader.read(headers, KNOWN));
    }

    @Test
    void acceptsOneValueSentTwice() {
        assertEquals("a", reader.read(RawHeaders.of(KEY, "a", " a ", "", "{{X}}"), KNOWN).sessionKey());
    }

    @Test
    void takesCommasForPartOfTheValue() {
        assertEquals("a, b", reader.read(RawHeaders.of(KEY, "a, b"), KNOWN).sessionKey());
    }

    @Test
    void checksKeyThenIdThenIdentity() {
        RawHeaders headers = new RawHeaders().with("X-Hermes-User-Id", "\n").with(ID, "..");

        assertFault(ErrorCode.INVALID_SESSION_ID, ID, RULE, headers);
        assertFault(ErrorCode.INVALID_SESSION_KEY, KEY, "Invalid session key", headers.with(KEY, "\n"));
    }

    @Test
    void readsAllIdentityHeaders() {
        RawHeaders headers = new RawHeaders();
        Identity.HEADERS.forEach(name -> headers.with(name, "of " + name));

        Map<String, String> understood = reader.read(headers, KNOWN).identity().headers();

        assertEquals(6, understood.size());
        understood.forEach((name, value) -> assertEquals("of " + name, value));
    }

    @ParameterizedTest
    @CsvSource({"X-OpenWebUI-User-Id,X-Hermes-User-Id,u-1,u-1", "X-OpenWebUI-Chat-Id,X-Hermes-Chat-Id,c-1,c-1",
        "X-OpenWebUI-User-Name,X-Hermes-User-Name,J%C3%BCrgen M,J\u00FCrgen M",
        "X-OpenWebUI-User-Name,X-Hermes-User-Name,100% sure,100% sure", "X-OpenWebUI-User-Id,X-Hermes-User-Id,a%20b,a%20b"})
    void readsWhatOpenWebUiSends(String sent, String understood, String value, String expected) {
        Identity identity = reader.read(RawHeaders.of(sent, value), KNOWN).identity();

        assertEquals(Map.of(understood, expected), identity.headers());
    }

    @Test
    void prefersItsOwnIdentityHeaders() {
        RawHeaders headers = new RawHeaders().with("X-OpenWebUI-User-Id", "theirs\n").with("X-Hermes-User-Id", "ours");

        assertEquals(Optional.of("ours"), reader.read(headers, KNOWN).identity().userId());
    }

    @Test
    void refusesControlCharactersHiddenByPercentSigns() {
        assertFault(ErrorCode.INVALID_IDENTITY_HEADER, "X-OpenWebUI-User-Name", "Invalid X-OpenWebUI-User-Name header",
                RawHeaders.of("X-OpenWebUI-User-Name", "a%0Db"));
    }

    @ParameterizedTest
    @CsvSource({"X-Hermes-Session-Key,a", "X-Hermes-Session-Id,a", "X-Hermes-Session-Id,..", "X-Hermes-Session-Key,a\u0000b"})
    void refusesSessionHeadersOfAnonymousCallers(String name, String value) {
        ApiException fault = assertThrows(ApiException.class, () -> reader.read(RawHeaders.of(name, value), ANYBODY));

        assertEquals(ErrorCode.SESSION_HEADER_NOT_ALLOWED, fault.code());
        assertEquals(name + " requires API key authentication. Configure TALARIA_API_KEY to enable it.", fault.getMessage());
    }

    @Test
    void ignoresIdentityAndEmptySessionHeadersOfAnonymousCallers() {
        RawHeaders headers = new RawHeaders().with(KEY, " ").with(ID, "{{CHAT_ID}}").with("X-Hermes-User-Id", "\n")
                .with("X-OpenWebUI-User-Id", "eve");

        assertEquals(RequestHeaders.NONE, reader.read(headers, ANYBODY));
    }

    @Test
    void fallsBackToTheKeysOwnSessionKey() {
        ApiKey house = Keys.with(IdentityPolicy.SESSION_KEY.withDefaultSessionKey("house"));

        assertEquals("house", reader.read(new RawHeaders(), house).sessionKey());
        assertEquals("sent", reader.read(RawHeaders.of(KEY, "sent"), house).sessionKey());
        assertNull(reader.read(new RawHeaders(), KNOWN).sessionKey());
    }

    @Test
    void readsPreferencesInAnyCase() {
        RawHeaders headers = new RawHeaders().with("X-Hermes-Memory", "OFF").with("X-Hermes-Disconnect", "Detach")
                .with("X-Hermes-Multitask", "interrupt").with("X-Hermes-History", "Server").with("X-Hermes-Tool-Progress", "off")
                .with("X-Hermes-Task", "title_generation");

        assertEquals(new Preferences(true, Preferences.Disconnect.DETACH, Preferences.Multitask.INTERRUPT, Preferences.History.SERVER,
                false, "title_generation"), reader.read(headers, KNOWN).preferences());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"X-Hermes-Memory|maybe|on, off", "X-Hermes-Disconnect|stop|cancel, detach",
        "X-Hermes-Multitask|parallel|enqueue, reject, interrupt", "X-Hermes-History|none|client, server, auto",
        "X-Hermes-Tool-Progress|0|on, off"})
    void refusesUnknownPreferences(String name, String value, String words) {
        assertFault(ErrorCode.INVALID_VALUE, name, name + " must be one of: " + words, RawHeaders.of(name, value));
    }

    @Test
    void readsIdempotencyKeyAndLastEventId() {
        RequestHeaders headers = reader.read(new RawHeaders().with("Idempotency-Key", " k-1 ").with("Last-Event-ID", "41"), KNOWN);

        assertEquals("k-1", headers.idempotencyKey());
        assertEquals("41", headers.lastEventId());
    }

    private void assertFault(ErrorCode code, String param, String message, RawHeaders headers) {
        ApiException fault = assertThrows(ApiException.class, () -> reader.read(headers, KNOWN));

        assertEquals(code, fault.code());
        assertEquals(param, fault.problem().param());
        assertEquals(message, fault.getMessage());
    }
}
