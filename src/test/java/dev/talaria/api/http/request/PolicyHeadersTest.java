package dev.talaria.api.http.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.talaria.access.ApiKey;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.scope.HeaderRules;
import dev.talaria.scope.Identity;
import dev.talaria.scope.IdentityPolicy;
import dev.talaria.scope.IdentityPolicy.Kind;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.RequestHeaders;
import dev.talaria.scope.RequestScope;
import dev.talaria.testing.Keys;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the policy of an API key makes of the headers. */
class PolicyHeadersTest {
    private static final String KEY = "X-Hermes-Session-Key";
    private static final String ID = "X-Hermes-Session-Id";

    private final ScopeReader reader = new ScopeReader(List.of("X-Session-Id", "X-OpenWebUI-Chat-Id"), Optional.empty(),
            ScopeReader.AgentScopes.SHARED);

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = {"USER", "USER_AND_CHAT"})
    void refusesSessionKeysWhereIdentityNamesTheMemory(Kind kind) {
        assertRefused(KEY, RawHeaders.of(KEY, "k"), Keys.with(kind, HeaderRules.NONE));
    }

    @Test
    void scopesMemoryAndOwnerByUser() {
        RequestScope scope = finish(new RawHeaders().with(Identity.USER_ID, "ann").with(ID, "s"), Keys.with(Kind.USER, HeaderRules.NONE));

        assertEquals(Optional.of(MemoryScope.ofUser("acme", "ann")), scope.memoryScope());
        assertEquals("ann", scope.session().owner());
    }

    @Test
    void aSessionIdScopesNoMemoryWhereAUserShould() {
        assertEquals(Optional.empty(), finish(RawHeaders.of(ID, "s"), Keys.with(Kind.USER, HeaderRules.NONE)).memoryScope());
    }

    @Test
    void takesSessionKeysWithThePrefixOnly() {
        ApiKey key = rules(new HeaderRules(Map.of(), Set.of(), "webui:", false));

        assertEquals("webui:ann", reader.read(RawHeaders.of(KEY, "webui:ann"), key).sessionKey());
        assertRefused(KEY, RawHeaders.of(KEY, "ann"), key);
    }

    @ParameterizedTest
    @CsvSource({"X-Hermes-Session-Key, team", "X-Hermes-Session-Id, s-1", "X-Hermes-User-Id, bob", "X-Hermes-Chat-Name, lobby"})
    void fixedValuesHoldAndRefuseOthers(String name, String value) {
        ApiKey key = rules(new HeaderRules(Map.of(name, value), Set.of(), "", false));

        assertEquals(value, ScopeEcho.of(reader.read(new RawHeaders(), key)).get(name));
        assertEquals(value, ScopeEcho.of(reader.read(RawHeaders.of(name, value), key)).get(name));
        assertRefused(name, RawHeaders.of(name, "other"), key);
    }

    @Test
    void aFixedSessionHoldsForPathsAndBodiesToo() {
        ApiKey key = rules(new HeaderRules(Map.of(ID, "s-1"), Set.of(), "", false));

        assertEquals("s-1", ScopeReader.inSession(key, RequestHeaders.NONE, "s-1").sessionId());
        assertThrows(ApiException.class, () -> ScopeReader.inSession(key, RequestHeaders.NONE, "s-2"));
    }

    @Test
    void aFixedUserOverrulesWhatStandsInForTheHeader() {
        ApiKey key = rules(new HeaderRules(Map.of(Identity.USER_ID, "bob"), Set.of(), "", false));

        assertEquals(Optional.of("bob"), reader.read(RawHeaders.of("X-OpenWebUI-User-Id", "eve"), key).identity().userId());
        assertEquals(Optional.of("bob"), finish(new RawHeaders(), key, "eve").identity().userId());
    }

    @ParameterizedTest
    @CsvSource({"X-Hermes-Session-Key", "X-Hermes-Session-Id", "X-Hermes-User-Name", "X-Hermes-Thread-Id"})
    void refusesHeadersThatAreNotAllowed(String name) {
        assertRefused(name, RawHeaders.of(name, "x"), rules(new HeaderRules(Map.of(), Set.of(Identity.USER_ID), "", false)));
    }

    @Test
    void ignoresStandInsOfHeadersThatAreNotAllowed() {
        ApiKey key = rules(new HeaderRules(Map.of(), Set.of(KEY), "", false));
        RawHeaders headers = new RawHeaders().with("X-OpenWebUI-User-Id", "ann").with("X-Session-Id", "s");

        assertEquals(Identity.NONE, reader.read(headers, key).identity());
        assertNull(reader.read(headers, key).sessionId());
        assertEquals(Optional.empty(), finish(headers, key, "ann").identity().userId());
    }

    @Test
    void takesTheFirstAliasThatIsSentForTheSessionId() {
        RawHeaders both = new RawHeaders().with("X-OpenWebUI-Chat-Id", "c").with("X-Session-Id", "s");

        assertEquals("s", reader.read(both, Keys.ACME).sessionId());
        assertEquals("ours", reader.read(both.with(ID, "ours"), Keys.ACME).sessionId());
        assertEquals("c", reader.read(RawHeaders.of("X-OpenWebUI-Chat-Id", "c"), Keys.ACME).sessionId());
    }

    @Test
    void knowsNoAliasUnlessItIsSwitchedOn() {
        ScopeReader without = new ScopeReader(List.of(), Optional.empty(), ScopeReader.AgentScopes.SHARED);

        assertNull(without.read(RawHeaders.of("X-Session-Id", "s"), Keys.ACME).sessionId());
    }

    @Test
    void checksAliasesAsTheHeaderItself() {
        ApiException refused = assertThrows(ApiException.class,
                () -> reader.read(RawHeaders.of("X-Session-Id", "../etc"), Keys.ACME));

        assertEquals(ErrorCode.INVALID_SESSION_ID, refused.code());
        assertEquals("X-Session-Id", refused.problem().param());
    }

    @Test
    void fallsBackToTheKeysUser() {
        ApiKey key = Keys.with(new IdentityPolicy(Kind.USER, null, HeaderRules.NONE, null, "guest"));

        assertEquals("guest", finish(new RawHeaders(), key).session().owner());
        assertEquals("ann", finish(new RawHeaders(), key, "ann").session().owner());
        assertEquals("eve", finish(RawHeaders.of(Identity.USER_ID, "eve"), key, "ann").session().owner());
    }

    @ParameterizedTest
    @CsvSource({"X-Hermes-User-Id", "X-Hermes-User-Name"})
    void refusesUsersThatNobodySignedWhereTheyMustBe(String name) {
        assertRefused(name, RawHeaders.of(name, "ann"), rules(new HeaderRules(Map.of(), Set.of(), "", true)));
    }

    @Test
    void ignoresUnsignedStandInsWhereUsersMustBeSigned() {
        ApiKey key = rules(new HeaderRules(Map.of(), Set.of(), "", true));
        RawHeaders headers = new RawHeaders().with("X-OpenWebUI-User-Id", "ann").with("X-OpenWebUI-Chat-Id", "c");

        assertEquals(Map.of(Identity.CHAT_ID, "c"), finish(headers, key, "ann").identity().headers());
    }

    private void assertRefused(String header, RawHeaders headers, ApiKey key) {
        ApiException refused = assertThrows(ApiException.class, () -> reader.read(headers, key));

        assertEquals(ErrorCode.SESSION_HEADER_NOT_ALLOWED, refused.code());
        assertEquals(header, refused.problem().param());
    }

    private RequestScope finish(RawHeaders headers, ApiKey key) {
        return reader.finish("r", key, reader.read(headers, key), BodyFacts.NONE);
    }

    private RequestScope finish(RawHeaders headers, ApiKey key, String bodyUser) {
        return reader.finish("r", key, reader.read(headers, key), new BodyFacts("", "hi", Optional.of(bodyUser)));
    }

    private static ApiKey rules(HeaderRules rules) {
        return Keys.with(Kind.SESSION_KEY, rules);
    }
}
