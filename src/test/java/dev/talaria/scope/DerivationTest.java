package dev.talaria.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is stored is found under these names for ever: a changed vector loses everybody's memory. */
class DerivationTest {
    private static final Caller CALLER = new Caller("acme", "test", false);

    @ParameterizedTest
    @CsvSource({
        "default, ann, 8bf50678036a2edcde21ca67aa58b42e71f4052474128a8d23b6e4ee84696934",
        "acme, a:b, 85f1b9eb23dd5efdf414116a7ac79b10765641f9340ac94df8e39606985818d9",
        "acme, 'ключ \uD83D\uDE80', 7da01df1d5dd12db1db40bd7d48936aa6e4a2a8fc527a2f44a81cb00dfacf97c"})
    void keyScopesNeverChange(String tenant, String key, String expected) {
        assertEquals(new MemoryScope(tenant, expected), MemoryScope.ofKey(tenant, key));
    }

    @ParameterizedTest
    @CsvSource({
        "default, '', s-1, 586c1bf8b903d6ad34b5a0e353d21a9e8728a319442f5dde4eba9c9811f7802b",
        "acme, ann, s-1, 713bbffd92840dd13efd61c29d3f9143d50fc285c7de5fc7d32c6029469b123b"})
    void sessionScopesNeverChange(String tenant, String owner, String session, String expected) {
        assertEquals(new MemoryScope(tenant, expected), MemoryScope.ofSession(tenant, owner, session));
    }

    @Test
    void identityScopesNeverChange() {
        Identity ann = Identity.NONE.with(Identity.USER_ID, "ann").with(Identity.CHAT_ID, "c-1");
        ScopeTemplate template = new ScopeTemplate("team-{X-Hermes-Chat-Id}:{X-Hermes-User-Id}");

        assertEquals("566ad2bf9bf58c2f9f7c42f8a97f4aa6881f361950e4406c4ed0bf512669444a", MemoryScope.ofUser("acme", "ann").id());
        assertEquals("bf9e8eefc0002cbf66b5f399b1178746f997fff13980d0ef16d00243ab43293f",
                MemoryScope.ofUserAndChat("acme", "ann", "c-1").id());
        assertEquals("8118c364dab4ffa40ed710e26914c162f8bd7e4506e2109c9fd19731ff6f7975",
                MemoryScope.ofTemplate("acme", template.parts(ann).orElseThrow()).id());
    }

    @Test
    void ownScopesOfAgentsNeverChange() {
        MemoryScope shared = MemoryScope.ofKey("acme", "ann");

        assertEquals(new MemoryScope("acme", "3f2094ac729f10cd6f971b7e13d50c372b67202aacac7eb99859e02d8db1c0c7"),
                shared.ownedBy("talaria"));
    }

    @Test
    void everyAgentOwnsAnotherPartOfAScope() {
        MemoryScope shared = MemoryScope.ofKey("acme", "ann");

        assertEquals(5, Set.of(shared, shared.ownedBy("a"), shared.ownedBy("b"), MemoryScope.ofKey("acme", "bob").ownedBy("a"),
                shared.ownedBy("a").ownedBy("b")).size());
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', '', hello, api-dad596687b176895",
        "ann, u1, be kind, hello, api-dcaeeff667359ce6"})
    void derivedSessionsNeverChange(String key, String user, String system, String first, String expected) {
        SessionRef derived = SessionRef.derive(CALLER, "ann", key, user, system, first);

        assertEquals(new SessionRef("acme", "ann", expected, true), derived);
    }

    @Test
    void aKeyAndASessionOfTheSameNameAreTwoScopes() {
        assertNotEquals(MemoryScope.ofKey("acme", "x"), MemoryScope.ofSession("acme", "", "x"));
    }

    @Test
    void keysThatOnlyLookAlikeAreTwoScopes() {
        Set<String> ids = new HashSet<>();
        for (String key : List.of("a:b", "a-b", "a_b", "a b", "ab", "A:B", "a:b ", "a::b", "a/b", "e\u0301", "\u00e9")) {
            assertTrue(ids.add(MemoryScope.ofKey("acme", key).id()), key);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a, b:c, a:b, c", "a, bc, ab, c", "'', ab, ab, ''", "a, '\u0000\u0000\u0000\u0001b', ab, ''", "1, key, 1key, ''"})
    void partsNeverRunTogether(String tenant, String key, String otherTenant, String otherKey) {
        assertNotEquals(MemoryScope.ofKey(tenant, key).id(), MemoryScope.ofKey(otherTenant, otherKey).id());
        assertNotEquals(MemoryScope.ofSession("t", tenant, key).id(), MemoryScope.ofSession("t", otherTenant, otherKey).id());
    }

    @Test
    void fewerPartsAreNotMorePartsWithNothingInThem() {
        assertNotEquals(new LengthPrefixed().part("a").hex(64), new LengthPrefixed().part("a").part("").hex(64));
        assertNotEquals(new LengthPrefixed().part("").part("a").hex(64), new LengthPrefixed().part("a").part("").hex(64));
    }

    @Test
    void everyInputOfADerivedSessionCounts() {
        SessionRef usual = SessionRef.derive(CALLER, "", "k", "u", "s", "m");

        assertNotEquals(usual.id(), SessionRef.derive(new Caller("other", "test", false), "", "k", "u", "s", "m").id());
        assertNotEquals(usual.id(), SessionRef.derive(new Caller("acme", "other", false), "", "k", "u", "s", "m").id());
        assertNotEquals(usual.id(), SessionRef.derive(CALLER, "", "x", "u", "s", "m").id());
        assertNotEquals(usual.id(), SessionRef.derive(CALLER, "", "k", "x", "s", "m").id());
        assertNotEquals(usual.id(), SessionRef.derive(CALLER, "", "k", "u", "x", "m").id());
        assertNotEquals(usual.id(), SessionRef.derive(CALLER, "", "k", "u", "s", "x").id());
        assertNotEquals(usual, SessionRef.derive(CALLER, "ann", "k", "u", "s", "m"));
    }

    @Test
    void aNamedSessionIsNeverADerivedOne() {
        SessionRef derived = SessionRef.derive(CALLER, "", "", "", "", "hello");

        assertNotEquals(derived, SessionRef.named("acme", "", derived.id()));
        assertFalse(SessionRef.named("acme", "", derived.id()).derived());
    }

    @Test
    void aScopeWithoutMemoryIsTheSameRequestOtherwise() {
        RequestScope scope = new RequestScope("r", CALLER, SessionRef.named("acme", "", "s"), "ann", Identity.NONE,
                MemoryScope.ofKey("acme", "ann"), "k");

        RequestScope without = scope.withoutMemory();

        assertNull(without.memory());
        assertEquals(new RequestScope("r", CALLER, scope.session(), "ann", Identity.NONE, null, "k"), without);
    }
}
