package dev.talaria.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.config.Secret;
import dev.talaria.config.TalariaConfig;
import dev.talaria.scope.Caller;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.testing.Keys;
import dev.talaria.testing.TestDatabase;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {
    private static final Caller KNOWN = new Caller("default", "default", false);

    private final Database database = TestDatabase.memory();
    private final GroupCommit writer = TestDatabase.writer(database);

    @AfterEach
    void close() {
        writer.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"old-key", "new-key"})
    void takesEveryConfiguredKeyForTheSameCaller(String key) {
        ApiKey found = keys("old-key", "new-key").match(key).orElseThrow();

        assertEquals(KNOWN, found.caller());
        assertEquals(Rights.SERVER_ADMIN, found.rights());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "old", "old-key ", "OLD-KEY", "old-keyx", "old-key\u0000", "\ud800", "ключ", "old-key\n"})
    void takesAnythingElseForNoMatch(String presented) {
        assertEquals(Optional.empty(), keys("old-key", "new-key").match(presented));
    }

    @Test
    void takesAMegabyteForNoMatch() {
        assertEquals(Optional.empty(), keys("k").match("k".repeat(1 << 20)));
    }

    @Test
    void matchesNothingWithoutAKey() {
        ApiKeys none = keys();

        assertFalse(none.configured());
        assertEquals(Optional.empty(), none.match(""));
        assertEquals(Optional.empty(), none.anonymous());
    }

    @Test
    void letsAnybodyInOnlyWhereThatIsSwitchedOn() {
        Caller anybody = keys(auth(true)).anonymous().orElseThrow().caller();

        assertTrue(anybody.anonymous());
        assertEquals("default", anybody.tenant());
        assertEquals(Optional.empty(), keys(auth(true, "k")).anonymous());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"Bearer k|k", "bearer k|k", "BEARER k|k", "Bearer   k  |k", "' Bearer k'|k", "Bearer\tk\t|k",
        "Bearer k=+/~.-_|k=+/~.-_", "Bearer schlüssel|schlüssel"})
    void readsABearer(String header, String key) {
        assertEquals(Optional.of(key), ApiKeys.bearer(header));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "k", "Bearer", "Bearer ", "Bearerk", "Basic k", "Bearer a b", "Token Bearer k", "Bearer\nk"})
    void takesEverythingElseForNoBearer(String header) {
        assertEquals(Optional.empty(), ApiKeys.bearer(header));
    }

    private ApiKeys keys(String... keys) {
        return keys(auth(false, keys));
    }

    private ApiKeys keys(TalariaConfig.Auth auth) {
        return new ApiKeys(auth, Keys.CALLERS, new KeyStore(database, writer, Clock.systemUTC()), Clock.systemUTC());
    }

    private static TalariaConfig.Auth auth(boolean anonymous, String... keys) {
        return new TalariaConfig.Auth(Arrays.stream(keys).map(Secret::new).toList(), anonymous, Optional.empty());
    }
}
