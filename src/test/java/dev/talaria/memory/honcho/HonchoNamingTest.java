package dev.talaria.memory.honcho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.config.HonchoConfig;
import dev.talaria.memory.Peer;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HonchoNamingTest {
    private static final SessionRef MONDAY = SessionRef.named("acme", "", "monday");

    private final HonchoNaming hashed = new HonchoNaming(HonchoFixture.HASHED);
    private final HonchoNaming hermes = new HonchoNaming(HonchoFixture.HERMES);

    private static Peer peer(String key, String user) {
        return new Peer(MemoryScope.ofKey("acme", key), user, null, key);
    }

    @ParameterizedTest
    @CsvSource({"a:b, a-b", "a b, a_b", "ann, Ann", "é, e", "ключ, кот"})
    void neverLetsTwoKeysMeet(String one, String other) {
        HonchoLocation first = hashed.of(peer(one, null), 0, MONDAY);
        HonchoLocation second = hashed.of(peer(other, null), 0, MONDAY);

        assertNotEquals(first.session(), second.session());
        assertNotEquals(first.user(), second.user());
    }

    @ParameterizedTest
    @CsvSource({"ann, u-1", "agent:main:webui:dm:user-42, ann@example.com", "scope.x, ../..", "'{\"a\": 1}', 'Ännchen 🦜'"})
    void givesNamesThatHonchoTakes(String key, String user) {
        HonchoLocation location = hashed.of(peer(key.repeat(20), user.repeat(20)), 0, MONDAY);

        assertTrue((location.session() + location.user() + location.workspace()).matches("[a-zA-Z0-9_-]+"), location::toString);
        assertTrue(location.session().length() <= 100 && location.user().length() <= 100);
    }

    @Test
    void keepsAPeerForEachUserOfAScope() {
        HonchoLocation ann = hashed.of(peer("team", "ann"), 0, MONDAY);
        HonchoLocation bob = hashed.of(peer("team", "bob"), 0, MONDAY);

        assertEquals(ann.session(), bob.session());
        assertNotEquals(ann.user(), bob.user());
        assertNotEquals(ann.user(), hashed.of(peer("other team", "ann"), 0, MONDAY).user());
    }

    @Test
    void keepsOneSessionForAScopeOrOneForEachTranscript() {
        HonchoNaming transcripts = new HonchoNaming(HonchoFixture.TRANSCRIPTS);
        SessionRef tuesday = SessionRef.named("acme", "", "tuesday");

        assertEquals(hashed.of(peer("ann", null), 0, MONDAY), hashed.of(peer("ann", null), 0, tuesday));
        assertNotEquals(transcripts.of(peer("ann", null), 0, MONDAY).session(), transcripts.of(peer("ann", null), 0, tuesday).session());
        assertEquals(transcripts.of(peer("ann", null), 0, MONDAY).scope(), transcripts.of(peer("ann", null), 0, tuesday).scope());
    }

    @Test
    void beginsAnewAfterForgetting() {
        for (HonchoNaming naming : new HonchoNaming[] {hashed, hermes}) {
            HonchoLocation before = naming.of(peer("ann", null), 0, MONDAY);
            HonchoLocation after = naming.of(peer("ann", null), 1, MONDAY);

            assertNotEquals(before.session(), after.session());
            assertNotEquals(before.user(), after.user());
            assertEquals(before, naming.earlier(peer("ann", null), 1).get(0));
        }
    }

    @ParameterizedTest
    @CsvSource({"agent:main:webui:dm:user-42, agent-main-webui-dm-user-42", "a:b, a-b", "ann, ann"})
    void findsWhatHermesHasStored(String key, String session) {
        HonchoLocation location = hermes.of(peer(key, "u-1"), 0, MONDAY);

        assertEquals(new HonchoLocation("acme", "hermes-acme", session, "user-default-" + session, "hermes", null, null), location);
    }

    @Test
    void sharesHermesPeerName() {
        HonchoNaming shared = new HonchoNaming(new HonchoConfig.Naming("hermes", "hermes", true, Optional.of("alice"), false));

        assertEquals("alice", shared.of(peer("a", null), 0, MONDAY).user());
        assertEquals("alice", shared.of(peer("b", null), 1, MONDAY).user());
    }

    @ParameterizedTest
    @CsvSource({"talaria-{tenant}, acme, talaria-acme", "talaria-{tenant}, default, talaria-default", "hermes, default, hermes",
        "hermes, acme, hermes-acme", "{tenant}, acme, acme"})
    void keepsTenantsInWorkspacesOfTheirOwn(String template, String tenant, String workspace) {
        HonchoNaming naming = new HonchoNaming(new HonchoConfig.Naming(template, "hermes", true, Optional.empty(), false));

        assertEquals(workspace, naming.workspace(tenant));
    }

    @Test
    void tellsTenantsApartWhoseNamesCannotStand() {
        assertNotEquals(hashed.workspace("a.b"), hashed.workspace("a-b"));
        assertNotEquals(hashed.workspace("a.b"), hashed.workspace("a:b"));
    }
}
