package dev.talaria.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.scope.IdentityPolicy.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityPolicyTest {
    private static final HeaderRules PREFIXED = new HeaderRules(Map.of(), Set.of(), "webui:", false);
    private static final IdentityPolicy USER = of(Kind.USER);
    private static final IdentityPolicy USER_AND_CHAT = of(Kind.USER_AND_CHAT);

    @ParameterizedTest
    @ValueSource(strings = {"x", "a:b", "user"})
    void theSameTextIsAnotherScopeForEachKind(String text) {
        Set<MemoryScope> scopes = new HashSet<>(List.of(
                IdentityPolicy.SESSION_KEY.memory("acme", "", text, null, Identity.NONE).orElseThrow(),
                IdentityPolicy.SESSION_KEY.memory("acme", "", null, text, Identity.NONE).orElseThrow(),
                USER.memory("acme", "", null, null, user(text)).orElseThrow(),
                USER_AND_CHAT.memory("acme", "", null, null, user(text).with(Identity.CHAT_ID, text)).orElseThrow(),
                template("{X-Hermes-User-Id}").memory("acme", "", null, null, user(text)).orElseThrow()));

        assertEquals(5, scopes.size());
    }

    @Test
    void tenantsNeverShareAScope() {
        assertNotEquals(USER.memory("acme", "", null, null, user("ann")), USER.memory("umbrella", "", null, null, user("ann")));
    }

    @Test
    void userAndChatNeverRunTogether() {
        Random random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            String user = text(random);
            String chat = text(random);
            String otherUser = text(random);
            String otherChat = text(random);
            boolean same = user.equals(otherUser) && chat.equals(otherChat);

            assertEquals(same, scope(USER_AND_CHAT, user, chat).equals(scope(USER_AND_CHAT, otherUser, otherChat)));
            IdentityPolicy both = template("{X-Hermes-User-Id}:{X-Hermes-Chat-Id}");
            assertEquals(same, scope(both, user, chat).equals(scope(both, otherUser, otherChat)));
        }
    }

    @Test
    void literalTextOfATemplateCounts() {
        assertNotEquals(scope(template("a-{X-Hermes-User-Id}"), "u", "c"), scope(template("b-{X-Hermes-User-Id}"), "u", "c"));
    }

    @Test
    void withoutItsIdentityAPolicyGivesNoMemory() {
        assertEquals(Optional.empty(), USER.memory("acme", "", "key", "session", Identity.NONE));
        assertEquals(Optional.empty(), USER_AND_CHAT.memory("acme", "", "key", "session", user("ann")));
        assertEquals(Optional.empty(), template("{X-Hermes-Thread-Id}").memory("acme", "", "key", "session", user("ann")));
        assertEquals(Optional.empty(), IdentityPolicy.SESSION_KEY.memory("acme", "", null, null, user("ann")));
    }

    @Test
    void aSessionKeyWinsOverASessionId() {
        assertEquals(Optional.of(MemoryScope.ofKey("acme", "k")), IdentityPolicy.SESSION_KEY.memory("acme", "", "k", "s", Identity.NONE));
    }

    @Test
    void ownersAreUsersOnlyWhereThePolicyAsksForThem() {
        assertEquals("", IdentityPolicy.SESSION_KEY.owner("k", user("ann")));
        assertEquals("ann", USER.owner("k", user("ann")));
        assertEquals("ann", USER_AND_CHAT.owner("k", user("ann")));
    }

    @Test
    void whoNamesNoUserOwnsNothingOfTheWholeTenant() {
        assertEquals(IdentityPolicy.NOBODY, USER.owner("k", Identity.NONE));
        assertTrue(IdentityPolicy.NOBODY.isBlank() && !IdentityPolicy.NOBODY.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no slot", "{}", "{X-Other}", "{x-hermes-user-id}", "{X-Hermes-User-Id}{user}"})
    void refusesTemplatesThatNameNoIdentity(String text) {
        assertThrows(IllegalArgumentException.class, () -> new ScopeTemplate(text));
    }

    @Test
    void aKeyOfItsOwnSessionsOwnsWhatNoUserAndNoOtherKeyDoes() {
        IdentityPolicy own = new IdentityPolicy(Kind.API_KEY, null, PREFIXED, null, null);

        assertEquals(own.owner("webui", user("ann")), own.owner("webui", Identity.NONE));
        assertNotEquals(own.owner("webui", Identity.NONE), own.owner("bot", Identity.NONE));
        assertTrue(own.owner("webui", Identity.NONE).startsWith(IdentityPolicy.NOBODY), "no user's name begins so");
        assertNotEquals(IdentityPolicy.NOBODY, own.owner("webui", Identity.NONE));
    }

    @Test
    void theMemoryOfASessionIsItsOwners() {
        IdentityPolicy own = new IdentityPolicy(Kind.API_KEY, null, PREFIXED, null, null);

        assertNotEquals(own.memory("acme", own.owner("a", Identity.NONE), null, "s", Identity.NONE),
                own.memory("acme", own.owner("b", Identity.NONE), null, "s", Identity.NONE));
        assertNotEquals(own.memory("acme", own.owner("a", Identity.NONE), null, "s", Identity.NONE),
                IdentityPolicy.SESSION_KEY.memory("acme", "", null, "s", Identity.NONE));
        assertEquals(Optional.of(MemoryScope.ofKey("acme", "webui:1")), own.memory("acme", " a", "webui:1", "s", Identity.NONE));
    }

    @Test
    void refusesPoliciesThatContradictThemselves() {
        assertThrows(IllegalArgumentException.class, () -> of(Kind.TEMPLATE));
        assertThrows(IllegalArgumentException.class, () -> USER.withDefaultSessionKey("k"));
        assertThrows(IllegalArgumentException.class, () -> new IdentityPolicy(Kind.SESSION_KEY, null, PREFIXED, "other", null));
        assertThrows(IllegalArgumentException.class, () -> new IdentityPolicy(Kind.API_KEY, null, PREFIXED, "other", null));
        assertThrows(IllegalArgumentException.class, () -> of(Kind.API_KEY));
        HeaderRules fixed = new HeaderRules(Map.of("X-Hermes-Session-Key", "other"), Set.of(), "webui:", false);
        assertThrows(IllegalArgumentException.class, () -> new IdentityPolicy(Kind.API_KEY, null, fixed, null, null));
    }

    private static IdentityPolicy of(Kind kind) {
        return new IdentityPolicy(kind, null, HeaderRules.NONE, null, null);
    }

    private static IdentityPolicy template(String text) {
        return new IdentityPolicy(Kind.TEMPLATE, new ScopeTemplate(text), HeaderRules.NONE, null, null);
    }

    private static Identity user(String id) {
        return Identity.NONE.with(Identity.USER_ID, id);
    }

    private static MemoryScope scope(IdentityPolicy policy, String user, String chat) {
        return policy.memory("acme", "", null, null, user(user).with(Identity.CHAT_ID, chat)).orElseThrow();
    }

    /** Over few letters, so that joined values often read the same. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder("a");
        for (int i = random.nextInt(3); i > 0; i--) {
            text.append("a:".charAt(random.nextInt(2)));
        }
        return text.toString();
    }
}
