package dev.talaria.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypesTest {
    private static final ValueType<Duration> DURATION = ValueTypes.duration("10ms", "1h");
    private static final Map<String, ValueType<?>> TYPES = Map.ofEntries(
            Map.entry("flag", ValueTypes.flag()), Map.entry("count", ValueTypes.count(0, 10)), Map.entry("bytes", ValueTypes.bytes(1, 10)),
            Map.entry("duration", DURATION), Map.entry("text", ValueTypes.text(3)), Map.entry("line", ValueTypes.line(10)),
            Map.entry("secrets", ValueTypes.secrets()), Map.entry("origins", ValueTypes.origins()),
            Map.entry("headers", ValueTypes.headers()), Map.entry("networks", ValueTypes.networks()),
            Map.entry("languages", ValueTypes.languages()),
            Map.entry("secretsByName", ValueTypes.secretsByName()),
            Map.entry("longSecret", ValueTypes.longSecret()),
            Map.entry("patterns", ValueTypes.patterns()), Map.entry("path", ValueTypes.path()), Map.entry("http", UrlText.http()),
            Map.entry("jdbc", UrlText.jdbc()));

    @ParameterizedTest
    @CsvSource({"15s, 15000", "15, 15000", "500ms, 500", "2m, 120000", "1h, 3600000", "PT15S, 15000", "pt0.5s, 500", "15 s, 15000",
        "15S, 15000", "10ms, 10", "60m, 3600000", "' 15s ', 15000"})
    void readsDurations(String text, long millis) {
        assertEquals(Duration.ofMillis(millis), DURATION.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"TRUE, true", "false, false", "False, false"})
    void readsFlags(String text, boolean value) {
        assertEquals(value, ValueTypes.flag().parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost", "https://h.example:8443/v1", "http://[::1]:8080/v1/", "HTTPS://H.example"})
    void readsUrls(String text) {
        assertEquals(text, UrlText.http().parse(text).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"https://a.example|1", "http://localhost:5173,https://a.example|2", "*|1", "app://obsidian.md|1"})
    void readsOrigins(String text, int count) {
        assertEquals(count, ValueTypes.origins().parse(text).size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"a|1", "a,b|2", "'a b\nc'|3", "' a ,, b '|2"})
    void separatesApiKeys(String text, int count) {
        assertEquals(count, ValueTypes.secrets().parse(text).size());
    }

    @Test
    void readsLanguagesByTenant() {
        assertEquals(Map.of("acme", "ru", "umbrella-1", "ja"), ValueTypes.languages().parse("acme=de, umbrella-1=ja acme=ru"));
    }

    @ParameterizedTest
    @CsvSource({
        "flag, yes", "flag, 1",
        "count, 11", "count, -1", "count, 1.5", "count, 1e1", "count, 0x1", "count, 99999999999999999999",
        "bytes, 10MB", "bytes, 0",
        "duration, 9ms", "duration, 61m", "duration, soon", "duration, -5s", "duration, 1.5s", "duration, 9999999999999s",
        "duration, PT-1S", "text, abcd", "line, 'a\u0007b'",
        "secrets, ','", "secrets, 'schlüssel'", "secrets, 'a\u0000b'",
        "headers, 'X-Id X:Y'", "headers, ключ", "networks, proxy.example",
        "secretsByName, acme", "secretsByName, =k", "secretsByName, 'acme=k, other='", "networks, 10.0.0.0/x", "longSecret, too-short",
        "languages, umbrella", "languages, umbrella=german", "languages, '=fr'",
        "origins, https://a.example/", "origins, https://a.example/path", "origins, a.example", "origins, '*,https://a.example'",
        "origins, https://A.example", "origins, 'null'", "origins, https://u@a.example", "origins, https://a.example?x",
        "patterns, (", "patterns, 'a\n['",
        "path, data", "path, ./data", "path, ~/data", "path, 'a\u0000b'",
        "http, localhost:8080", "http, ftp://h/v1", "http, http://", "http, 'http://a b'", "http, http://user:pw@h/v1", "http, /v1",
        "http, http://h/v1?key=1", "http, http://h/v1#x", "http, http://h:99999/v1",
        "jdbc, jdbc:mysql://h/d", "jdbc, postgresql://h/d", "jdbc, jdbc:mariadb:x"})
    void refusesBadValuesWithoutQuotingThem(String type, String text) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> TYPES.get(type).parse(text));

        assertEquals(IllegalArgumentException.class, refused.getClass());
        assertFalse(text.length() > 2 && refused.getMessage().contains(text), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:sqlite:x.db", "jdbc:sqlite:/data/x", "jdbc:postgresql://h:5432/d?user=u"})
    void readsJdbcUrls(String text) {
        assertEquals(text, UrlText.jdbc().parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:sqlite:", "jdbc:sqlite::memory:", "jdbc:sqlite::resource:x.db", "jdbc:sqlite:file:x.db",
            "jdbc:sqlite:FILE:/x.db?mode=memory", "jdbc:sqlite:/data/x.db?synchronous=OFF", "jdbc:sqlite:x?", "jdbc:sqlite:/data/",
            "jdbc:h2:mem:x", "jdbc:postgresql:"})
    void refusesJdbcUrlsThatNameNoFileOfOurs(String text) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> UrlText.jdbc().parse(text));

        assertTrue(refused.getMessage().contains("without parameters"), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"^\\s*### Task:, 1", "'a\nb\r\n\nc', 3", "'a,b', 1"})
    void readsPatternsOneALine(String text, int count) {
        List<String> patterns = ValueTypes.patterns().parse(text);

        assertEquals(count, patterns.size());
    }
}
