package dev.talaria.api.http.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.access.ApiKey;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.run.Run;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.RequestScope;
import dev.talaria.testing.Keys;
import dev.talaria.testing.Scopes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FinishedScopeTest {
    private static final ApiKey KNOWN = Keys.ACME;
    private static final ApiKey ANYBODY = ApiKey.ANONYMOUS;
    private static final String KEY = "X-Hermes-Session-Key";
    private static final String ID = "X-Hermes-Session-Id";

    private final ScopeReader reader = new ScopeReader(List.of(), Optional.empty(), ScopeReader.AgentScopes.SHARED);

    @Test
    void sessionKeyScopesMemory() {
        RequestScope scope = finish(new RawHeaders().with(KEY, "k").with(ID, "s"), facts("hi"));

        assertEquals(Optional.of(MemoryScope.ofKey("acme", "k")), scope.memoryScope());
        assertEquals("s", scope.session().id());
        assertFalse(scope.session().derived());
    }

    @Test
    void sentSessionIdScopesMemoryWithoutKey() {
        RequestScope scope = finish(RawHeaders.of(ID, "s"), facts("hi"));

        assertEquals(Optional.of(MemoryScope.ofSession("acme", "", "s")), scope.memoryScope());
    }

    @Test
    void derivedSessionScopesNoMemory() {
        RequestScope scope = finish(new RawHeaders(), facts("hi"));

        assertTrue(scope.session().derived());
        assertTrue(scope.session().id().matches("api-[0-9a-f]{16}"));
        assertEquals(Optional.empty(), scope.memoryScope());
    }

    @Test
    void derivedSessionTellsKeysUsersAndCallersApart() {
        String plain = finish(new RawHeaders(), facts("hi")).session().id();

        assertEquals(plain, finish(new RawHeaders(), facts("hi")).session().id());
        assertNotEquals(plain, finish(RawHeaders.of(KEY, "k"), facts("hi")).session().id());
        assertNotEquals(plain, finish(new RawHeaders(), facts("hi", "bob")).session().id());
        assertNotEquals(plain, finish(new RawHeaders(), facts("ho")).session().id());
        assertNotEquals(plain, reader.finish("r", ANYBODY, reader.read(new RawHeaders(), ANYBODY), facts("hi")).session().id());
    }

    @Test
    void bodyUserStandsInForTheHeader() {
        assertEquals(Optional.of("bob"), finish(new RawHeaders(), facts("hi", " bob ")).identity().userId());
        assertEquals(Optional.of("ann"), finish(RawHeaders.of("X-Hermes-User-Id", "ann"), facts("hi", "bob")).identity().userId());
        assertEquals(Optional.empty(), finish(new RawHeaders(), facts("hi", "{{USER}}")).identity().userId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "\u0000", "a\u0085"})
    void refusesUncleanBodyUser(String user) {
        ApiException fault = assertThrows(ApiException.class, () -> finish(new RawHeaders(), facts("hi", user)));

        assertEquals(ErrorCode.INVALID_VALUE, fault.code());
        assertEquals("user", fault.problem().param());
    }

    @Test
    void refusesLongBodyUser() {
        assertThrows(ApiException.class, () -> finish(new RawHeaders(), facts("hi", "u".repeat(257))));
    }

    @Test
    void ignoresTheUserOfAnonymousCallers() {
        RequestScope scope = reader.finish("r", ANYBODY, reader.read(new RawHeaders(), ANYBODY), facts("hi", "bob"));

        assertEquals(Optional.empty(), scope.identity().userId());
    }

    @Test
    void carriesRequestIdAndIdempotencyKey() {
        RequestScope scope = finish(RawHeaders.of("Idempotency-Key", "once"), facts("hi"));

        assertEquals("r", scope.requestId());
        assertEquals(Optional.of("once"), scope.idempotency());
    }

    @Test
    void echoesWhatWasUnderstoodByteForByte() {
        RequestScope scope = finish(new RawHeaders().with(KEY, " J\u00FCrgen ").with(ID, "s"), facts("hi", "bob"));

        assertEquals(Map.of(KEY, latin("J\u00FCrgen"), ID, "s", "X-Hermes-User-Id", "bob"), ScopeEcho.of(scope));
        assertEquals(Map.of(KEY, "k"), ScopeEcho.of(reader.read(RawHeaders.of(KEY, "k"), KNOWN)));
    }

    @Test
    void echoesTheEffectiveSessionRunAndMemory() {
        RequestScope scope = finish(new RawHeaders(), facts("hi"));
        Run run = Scopes.run(scope, Run.MemoryState.DEGRADED);

        assertEquals(Map.of(ID, scope.session().id(), "X-Hermes-Run-Id", run.id().toString(), "X-Hermes-Memory", "degraded"),
                ScopeEcho.of(run));
    }

    private RequestScope finish(RawHeaders headers, BodyFacts facts) {
        return reader.finish("r", KNOWN, reader.read(headers, KNOWN), facts);
    }

    private static BodyFacts facts(String message) {
        return new BodyFacts("", message, Optional.empty());
    }

    private static BodyFacts facts(String message, String user) {
        return new BodyFacts("", message, Optional.of(user));
    }

    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
