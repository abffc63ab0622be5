package dev.talaria.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.talaria.scope.IdentityPolicy.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadAlsoTest {
    private static final Identity ANN = Identity.NONE.with(Identity.USER_ID, "ann").with(Identity.CHAT_ID, "7");
    private static final MemoryScope TEAM = new IdentityPolicy(Kind.TEMPLATE,
            new ScopeTemplate("team-{X-Hermes-Chat-Id}"), HeaderRules.NONE, null, null).memory("acme", "", null, null, ANN).orElseThrow();

    private static List<MemoryScope> read(Kind kind, HeaderRules rules, Identity identity, String... also) {
        return new IdentityPolicy(kind, null, rules, null, null, List.of(also).stream().map(ReadAlso::of).toList())
                .alsoRead("acme", identity);
    }

    @Test
    void readsTheScopesThatOtherPoliciesWrite() {
        assertEquals(List.of(MemoryScope.ofUser("acme", "ann"), MemoryScope.ofUserAndChat("acme", "ann", "7"), TEAM,
                        MemoryScope.ofKey("acme", "team-7"), MemoryScope.ofKey("acme", "handbook")),
                read(Kind.SESSION_KEY, HeaderRules.NONE, ANN, "user", "user+chat", "template:team-{X-Hermes-Chat-Id}",
                        "session-key:team-{X-Hermes-Chat-Id}", "session-key:handbook"));
    }

    @Test
    void readsNothingWithoutTheHeaders() {
        assertEquals(List.of(), read(Kind.SESSION_KEY, HeaderRules.NONE, Identity.NONE, "user", "user+chat",
                "template:team-{X-Hermes-Chat-Id}", "session-key:team-{X-Hermes-Chat-Id}"));
    }

    @Test
    void takesNoUnsignedHeaderWhereUsersMustBeProven() {
        HeaderRules signed = new HeaderRules(Map.of(), Set.of(), "", true);
        HeaderRules fixed = new HeaderRules(Map.of(Identity.CHAT_ID, "7"), Set.of(), "", true);

        assertEquals(List.of(MemoryScope.ofUser("acme", "ann")),
                read(Kind.USER, signed, ANN, "user", "user+chat", "template:team-{X-Hermes-Chat-Id}",
                        "session-key:team-{X-Hermes-Chat-Id}"));
        assertEquals(List.of(TEAM), read(Kind.USER, fixed, ANN, "template:team-{X-Hermes-Chat-Id}"));
    }

    @Test
    void leavesThePrefixOfSessionKeysInForce() {
        HeaderRules prefixed = new HeaderRules(Map.of(), Set.of(), "desk:", false);

        assertEquals(List.of(MemoryScope.ofKey("acme", "desk:7")), read(Kind.SESSION_KEY, prefixed, ANN, "session-key:handbook",
                "session-key:{X-Hermes-Chat-Id}", "session-key:desk:{X-Hermes-Chat-Id}"));
    }

    @Test
    void isNotForAKeyThatIsRestrictedToItsOwn() {
        HeaderRules prefixed = new HeaderRules(Map.of(), Set.of(), "desk:", false);

        assertThrows(IllegalArgumentException.class, () -> read(Kind.API_KEY, prefixed, ANN, "user"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "users", "user:x", "api-key", "session-key", "session-key:", "template:team", "template:{X-Other}",
        "session-key:{X-Other}"})
    void refusesWhatNamesNoScope(String text) {
        assertThrows(IllegalArgumentException.class, () -> ReadAlso.of(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "user+chat", "session-key:a:b", "template:team-{X-Hermes-Chat-Id}"})
    void writesWhatItReads(String text) {
        assertEquals(text, ReadAlso.of(text).wire());
    }
}
