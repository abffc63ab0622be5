package dev.talaria.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.scope.Sha256;
import dev.talaria.testing.Keys;
import dev.talaria.testing.TestClock;
import dev.talaria.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the store of API keys owes, on whichever database. */
abstract class KeyStoreContract {
    private static final Tenant ACME = new Tenant("acme");

    private final TestClock clock = new TestClock(Instant.parse("2026-01-01T12:00:00Z"));
    private Database database;
    private GroupCommit writer;
    private KeyStore store;
    private KeyCache cache;
    private KeyCache otherNode;

    abstract Database open();

    @BeforeEach
    void start() {
        database = open();
        writer = TestDatabase.writer(database);
        store = new KeyStore(database, writer, clock);
        cache = new KeyCache(store, clock);
        otherNode = new KeyCache(new KeyStore(database, writer, clock), clock);
    }

    @AfterEach
    void stop() {
        writer.close();
        database.close();
    }

    @Test
    void findsAKeyByItsSecret() {
        KeyStore.Issued issued = store.create(key("webui"));

        assertEquals(Optional.of(key("webui")), find(issued));
        assertEquals(Optional.empty(), cache.match(Sha256.hex("tlr_unknown")));
    }

    @Test
    void keepsWhatOnlyAnotherReleaseKnowsOfAKeyThatIsChanged() {
        StoredKey stored = store.create(key("webui")).stored();
        writer.commit(handle -> handle.execute("UPDATE api_key SET policy = REPLACE(policy, '\"limits\":{', '\"limits\":{\"colour\":7,')"));

        store.change(store.find(stored.id()).orElseThrow(), key("renamed"));

        StoredKey after = store.find(stored.id()).orElseThrow();
        assertEquals(key("renamed"), after.key());
        assertEquals(7, after.json().getJsonObject("limits").getInt("colour"));
    }

    @Test
    void refusesAKeyOfANewerVersionWithWhatToDo() {
        KeyStore.Issued issued = store.create(key("webui"));
        writer.commit(handle -> handle.execute("UPDATE api_key SET policy = REPLACE(policy, '\"v\":2', '\"v\":3')"));

        ApiException refused = assertThrows(ApiException.class, () -> cache.match(Sha256.hex(issued.secret())));

        assertEquals(ErrorCode.WRITTEN_BY_NEWER_RELEASE, refused.code());
        assertTrue(refused.getMessage().contains("an API key in version 3"), refused::getMessage);
    }

    @Test
    void aKeyOfANewerVersionHidesNoOther() {
        KeyStore.Issued newer = store.create(key("newer"));
        writer.commit(handle -> handle.execute("UPDATE api_key SET policy = REPLACE(policy, '\"v\":2', '\"v\":3')"));
        store.create(key("webui"));

        List<KeyStore.Listed> all = store.list(ACME);

        assertEquals(List.of("newer", "webui"), all.stream().map(KeyStore.Listed::name).toList());
        assertEquals(newer.stored().id(), all.get(0).id());
        assertEquals(Optional.of(ErrorCode.WRITTEN_BY_NEWER_RELEASE), all.get(0).problem().map(Problem::code));
        assertEquals(Optional.of(key("webui")), all.get(1).key().map(StoredKey::key));
        assertEquals(Optional.of(key("webui")), cache.named("acme", "webui"));
        assertEquals(Optional.empty(), cache.named("acme", "newer"));
    }

    @Test
    void findsAKeyAmongTheKnownOnesAsSoonAsItIsCreatedAndNotOnceItIsRevoked() {
        assertEquals(Optional.empty(), cache.matchKnown(Sha256.hex("tlr_unknown")));

        KeyStore.Issued issued = store.create(key("webui"));
        assertEquals(Optional.of(key("webui")), cache.matchKnown(Sha256.hex(issued.secret())));

        KeyStore.Issued rotated = store.rotate(issued.stored(), Duration.ofHours(1));
        assertEquals(Optional.of(key("webui")), cache.matchKnown(Sha256.hex(issued.secret())));
        assertEquals(Optional.of(key("webui")), cache.matchKnown(Sha256.hex(rotated.secret())));

        store.revoke(rotated.stored());
        assertEquals(Optional.empty(), cache.matchKnown(Sha256.hex(rotated.secret())));
    }

    @Test
    void asksTheDatabaseOnceForAllMadeUpKeys() {
        assertEquals(Optional.empty(), cache.matchKnown(Sha256.hex("tlr_0")));
        database.close();

        for (int i = 1; i < 1_000; i++) {
            assertEquals(Optional.empty(), cache.matchKnown(Sha256.hex("tlr_" + i)));
        }
    }

    @Test
    void asksADatabaseThatCannotAnswerOnceForAllMadeUpKeys() {
        database.close();

        ApiException first = assertThrows(ApiException.class, () -> cache.matchKnown(Sha256.hex("tlr_0")));

        assertEquals(ErrorCode.DATABASE_UNAVAILABLE, first.code());
        assertEquals(first, assertThrows(ApiException.class, () -> cache.matchKnown(Sha256.hex("tlr_1"))));
    }

    @Test
    void keepsNoSecret() {
        KeyStore.Issued issued = store.create(key("webui"));

        String rows = store.list(null).toString() + database.read(handle ->
                handle.createQuery("SELECT * FROM api_key").mapToMap().list().toString());
        assertFalse(rows.contains(issued.secret()));
        assertFalse(issued.toString().contains(issued.secret()));
    }

    @Test
    void makesSecretsOf256BitsThatAScannerKnows() {
        String secret = store.create(key("webui")).secret();

        assertTrue(secret.matches("tlr_[A-Za-z0-9_-]{43}"));
        assertNotEquals(secret, store.create(key("other")).secret());
    }

    @Test
    void revokesAtOnceHereAndInSecondsElsewhere() {
        KeyStore.Issued issued = store.create(key("webui"));
        find(issued);
        otherNode.match(Sha256.hex(issued.secret()));

        store.revoke(issued.stored());

        assertEquals(Optional.empty(), find(issued));
        assertTrue(otherNode.match(Sha256.hex(issued.secret())).isPresent());
        clock.advance(KeyCache.KEPT);
        assertEquals(Optional.empty(), otherNode.match(Sha256.hex(issued.secret())));
    }

    @Test
    void aSecretThatWasUnknownIsKnownOnceItIsMade() {
        assertEquals(Optional.empty(), cache.match(Sha256.hex("x")));

        assertTrue(find(store.create(key("webui"))).isPresent());
    }

    @Test
    void expires() {
        Instant end = clock.instant().plusSeconds(60);
        KeyStore.Issued issued = store.create(new ApiKey("webui", ACME, Rights.NONE, end, KeyPolicy.OPEN));

        assertTrue(find(issued).isPresent());
        clock.advance(Duration.ofSeconds(60));
        assertEquals(Optional.empty(), find(issued));
    }

    @Test
    void twoSecretsAreValidWhileAKeyIsRotated() {
        KeyStore.Issued first = store.create(key("webui"));

        KeyStore.Issued second = store.rotate(first.stored(), Duration.ofHours(1));

        assertTrue(find(first).isPresent());
        assertTrue(find(second).isPresent());
        clock.advance(Duration.ofHours(1));
        assertEquals(Optional.empty(), find(first));
        assertTrue(find(second).isPresent());
    }

    @Test
    void neverMoreThanTwo() {
        KeyStore.Issued first = store.create(key("webui"));
        KeyStore.Issued second = store.rotate(first.stored(), Duration.ofHours(1));

        KeyStore.Issued third = store.rotate(second.stored(), Duration.ofHours(1));

        assertEquals(Optional.empty(), find(first));
        assertTrue(find(second).isPresent() && find(third).isPresent());
    }

    @Test
    void aChangeCountsAtOnce() {
        KeyStore.Issued issued = store.create(key("webui"));
        find(issued);

        store.change(issued.stored(), Keys.perMinute(5));

        assertEquals(5, find(issued).orElseThrow().policy().requestsPerMinute());
    }

    @Test
    void namesAreOnceATenant() {
        store.create(key("webui"));
        store.create(new ApiKey("webui", new Tenant("umbrella"), Rights.NONE, null, KeyPolicy.OPEN));

        ApiException refused = assertThrows(ApiException.class, () -> store.create(key("webui")));

        assertEquals(ErrorCode.KEY_EXISTS, refused.code());
        assertEquals(List.of("webui"), store.list(ACME).stream().map(KeyStore.Listed::name).toList());
        assertEquals(2, store.list(null).size());
    }

    @Test
    void whatIsGoneCannotBeChanged() {
        KeyStore.Issued issued = store.create(key("webui"));
        store.revoke(issued.stored());

        assertEquals(ErrorCode.KEY_NOT_FOUND, assertThrows(ApiException.class, () -> store.revoke(issued.stored())).code());
        assertEquals(ErrorCode.KEY_NOT_FOUND,
                assertThrows(ApiException.class, () -> store.rotate(issued.stored(), Duration.ZERO)).code());
    }

    private Optional<ApiKey> find(KeyStore.Issued issued) {
        return cache.match(Sha256.hex(issued.secret()));
    }

    private static ApiKey key(String name) {
        return new ApiKey(name, ACME, Rights.NONE, null, KeyPolicy.OPEN);
    }
}
