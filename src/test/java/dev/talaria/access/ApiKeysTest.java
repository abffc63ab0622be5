package dev.talaria.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.config.Secret;
import dev.talaria.config.TalariaConfig;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.scope.Caller;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@Order(1)
class ApiKeysTest {
    private static final Caller KNOWN = new Caller("default", "default", false);

    private final Database database = TestDatabase.sqlite();
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

    @Test
    void looksForAnExpiredKeyOfTheFileWhereItLooksForAnUnknownOne(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("keys.json"),
                "{\"keys\": [{\"name\": \"ann\", \"key\": \"secret-12\", \"expires_at\": 1}]}");
        ApiKeys keys = new ApiKeys(auth(false), FileKeys.read(Optional.of(file)), store(), Clock.systemUTC());
        assertEquals(Optional.empty(), keys.match("secret-12"));

        database.close();

        ApiKeys asked = new ApiKeys(auth(false), FileKeys.read(Optional.of(file)), store(), Clock.systemUTC());
        for (String secret : List.of("secret-12", "unknown")) {
            assertEquals(ErrorCode.DATABASE_UNAVAILABLE, assertThrows(ApiException.class, () -> asked.match(secret)).code());
        }
    }

    private ApiKeys keys(String... keys) {
        return keys(auth(false, keys));
    }

    private ApiKeys keys(TalariaConfig.Auth auth) {
        return new ApiKeys(auth, FileKeys.read(Optional.empty()), store(), Clock.systemUTC());
    }

    private KeyStore store() {
        return new KeyStore(database, writer, Clock.systemUTC());
    }

    private static TalariaConfig.Auth auth(boolean anonymous, String... keys) {
        return new TalariaConfig.Auth(Arrays.stream(keys).map(Secret::new).toList(), anonymous, Optional.empty(), "auto");
    }
}
