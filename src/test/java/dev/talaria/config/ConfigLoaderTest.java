package dev.talaria.config;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
    @Test
    void hasDefaultsForEverythingButTheHome() {
        TalariaConfig config = new SourcesBuilder().config();

        assertAll(
                () -> assertEquals(new TalariaConfig.Server(SourcesBuilder.HOME, Optional.empty(), Optional.empty(), List.of(),
                        Duration.ofSeconds(15), Duration.ofSeconds(20)), config.server()),
                () -> assertEquals(new TalariaConfig.Auth(List.of(), false, Optional.empty(), "auto"), config.auth()),
                () -> assertEquals(new TalariaConfig.Limits(600, Duration.ofSeconds(5), 10_000_000, (1L << 30) / 8 * 3, 5_461,
                        Duration.ofSeconds(30), Duration.ofMinutes(1)), config.limits()),
                () -> assertEquals("talaria", config.agent().id()),
                () -> assertEquals(1, config.agent().taskPatterns().size()),
                () -> assertEquals(16, config.agent().maxSteps()),
                () -> assertEquals(Duration.ofMinutes(10), config.agent().turnTimeout()),
                () -> assertEquals(new TalariaConfig.Model(Optional.empty(), Optional.empty(), Optional.empty(), false, false,
                        Duration.ofSeconds(5), Duration.ofSeconds(120), Duration.ofSeconds(60), 10_000), config.model()),
                () -> assertEquals(new TalariaConfig.Memory(true, Duration.ofMillis(1500), 1500, "en", (1L << 30) / 8), config.memory()),
                () -> assertEquals(new TalariaConfig.Store(Optional.empty(), Optional.empty(), Optional.empty(), 8), config.store()));
    }

    @ParameterizedTest
    @CsvSource({"17, 600", "23, 600", "24, 1000", "25, 1000"})
    void allowsMoreRunsWhereThreadsAreCheap(int javaVersion, int runs) {
        assertEquals(runs, new SourcesBuilder().machine(1L << 30, javaVersion).config().limits().maxConcurrentRuns());
    }

    @Test
    void boundsWhatIsHeldByTheHeap() {
        TalariaConfig.Limits limits = new SourcesBuilder().machine(64 << 20, 17).config().limits();

        assertEquals(24 << 20, limits.bodyBytesInFlight());
        assertEquals(341, limits.openStreams());
    }

    @Test
    void readsEverySettingIntoItsPlace() {
        TalariaConfig config = new SourcesBuilder()
                .environment("TALARIA_HOME", "/data")
                .environment("TALARIA_API_KEY", "new-key, old-key\n older-key")
                .environment("TALARIA_SESSION_KEY_DEFAULT", "family")
                .environment("TALARIA_MODEL_BASE_URL", "http://127.0.0.1:11434/v1")
                .environment("TALARIA_MODEL_API_KEY", "sk-up")
                .environment("TALARIA_MODEL_NAME", "qwen3:8b")
                .environment("TALARIA_MODEL_PASS_THROUGH", "true")
                .environment("TALARIA_MODEL_OMIT", "stream_options, tools+response_format+stream")
                .environment("TALARIA_MODEL_LIMIT_MEMBER", "max_completion_tokens")
                .environment("TALARIA_CORS_ORIGINS", "https://a.example, http://localhost:5173")
                .environment("TALARIA_PUBLIC_URL", "https://talaria.example")
                .environment("TALARIA_RUNS_MAX_CONCURRENT", "0")
                .environment("TALARIA_SSE_KEEPALIVE", "500ms")
                .environment("TALARIA_STORE_URL", "jdbc:postgresql://db/talaria")
                .environment("TALARIA_STORE_USER", "talaria")
                .environment("TALARIA_STORE_PASSWORD", "pw")
                .environment("TALARIA_AGENT_TASK_PATTERNS", "^### Task:\n^Title, please")
                .config();

        assertAll(
                () -> assertEquals(Path.of("/data"), config.server().home()),
                () -> assertEquals(List.of("new-key", "old-key", "older-key"),
                        config.auth().apiKeys().stream().map(Secret::reveal).toList()),
                () -> assertEquals(Optional.of("family"), config.auth().sessionKeyDefault()),
                () -> assertEquals(Optional.of(URI.create("http://127.0.0.1:11434/v1")), config.model().baseUrl()),
                () -> assertEquals("sk-up", config.model().apiKey().orElseThrow().reveal()),
                () -> assertEquals(Optional.of("qwen3:8b"), config.model().name()),
                () -> assertTrue(config.model().passThrough()),
                () -> assertEquals(List.of("stream_options", "tools+response_format+stream"), config.model().omit()),
                () -> assertEquals("max_completion_tokens", config.model().limitMember()),
                () -> assertEquals(List.of("https://a.example", "http://localhost:5173"), config.server().corsOrigins()),
                () -> assertEquals(Optional.of(URI.create("https://talaria.example")), config.server().publicUrl()),
                () -> assertEquals(0, config.limits().maxConcurrentRuns()),
                () -> assertEquals(Duration.ofMillis(500), config.server().keepAlive()),
                () -> assertEquals(Optional.of("jdbc:postgresql://db/talaria"), config.store().url()),
                () -> assertEquals(Optional.of("talaria"), config.store().user()),
                () -> assertEquals("pw", config.store().password().orElseThrow().reveal()),
                () -> assertEquals(List.of("^### Task:", "^Title, please"), config.agent().taskPatterns()));
    }

    @Test
    void takesTheHighestOfFiveSources(@TempDir Path home) throws Exception {
        Files.writeString(home.resolve("talaria.properties"), "talaria.agent.id = from-file\n");
        SourcesBuilder sources = new SourcesBuilder().withoutHome();

        assertEquals("talaria", new SourcesBuilder().config().agent().id());
        sources.initParameter("talaria.agent.id", "from-init");
        assertEquals("from-init", sources.environment("TALARIA_HOME", "/nowhere").config().agent().id());
        assertEquals("from-file", sources.environment("TALARIA_HOME", home.toString()).config().agent().id());
        assertEquals("from-environment", sources.environment("TALARIA_AGENT_ID", "from-environment").config().agent().id());
        assertEquals("from-property", sources.system("talaria.agent.id", "from-property").config().agent().id());
    }

    @Test
    void answersExpressionsFromOtherSettingsTheSystemAndTheEnvironment() {
        TalariaConfig config = new SourcesBuilder().withoutHome()
                .system("user.data", "/data").environment("OPENAI_API_KEY", "sk-1")
                .initParameter("talaria.home", "${user.data}/t").initParameter("talaria.model.api-key", "${OPENAI_API_KEY}")
                .initParameter("talaria.store.user", "${talaria.agent.id:nobody}")
                .initParameter("talaria.store.url", "jdbc:postgresql://h/x")
                .config();

        assertEquals(Path.of("/data/t"), config.server().home());
        assertEquals("sk-1", config.model().apiKey().orElseThrow().reveal());
        assertEquals(Optional.of("nobody"), config.store().user());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "${NOT_THERE}", "a ${NOT_THERE} b"})
    void takesAnEmptyOrUnansweredValueForNotSet(String value) {
        SourcesBuilder sources = new SourcesBuilder().environment("TALARIA_AGENT_ID", value).environment("TALARIA_API_KEY", value)
                .initParameter("talaria.api-key", "lower");

        assertEquals("talaria", sources.config().agent().id());
        assertEquals(List.of(), sources.config().auth().apiKeys());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pa$$word", "a\\b", "$", "100%", "a$b", "${", "$}", "\\$x", "a\\\\b", "x#y!z"})
    void leavesOddCharactersOfSecretsAlone(String key) {
        assertEquals(key, new SourcesBuilder().environment("TALARIA_API_KEY", key).config().auth().apiKeys().get(0).reveal());
    }

    @ParameterizedTest
    @CsvSource({"catalina.base, /opt/tomcat", "jboss.server.data.dir, /opt/wildfly/data", "jetty.base, /opt/jetty"})
    void livesInTheServersDataFolderByDefault(String property, String folder) {
        assertEquals(Path.of(folder, "talaria"), new SourcesBuilder().withoutHome().system(property, folder).config().server().home());
    }

    @Test
    void saysHowToNameAHomeWhereTheServerNamesNone() {
        List<String> faults = new SourcesBuilder().withoutHome().faults();

        assertEquals(1, faults.size());
        assertTrue(faults.get(0).startsWith("talaria.home: not set") && faults.get(0).contains("TALARIA_HOME"), faults.get(0));
    }

    @Test
    void tellsAllFaultsAtOnce(@TempDir Path home) throws Exception {
        Files.writeString(home.resolve("talaria.properties"), "talaria.agent.max-steps = 0\ntalaria.modle.name = x\nother = y\n");

        List<String> faults = new SourcesBuilder().environment("TALARIA_HOME", home.toString())
                .environment("TALARIA_SSE_KEEPALIVE", "soon").environment("TALARIA_ANONYMOUS", "true").environment("TALARIA_API_KEY", "k")
                .environment("TALARIA_MODEL_BASE_URL", "http://up/v1").faults();

        assertEquals(List.of("talaria.agent.max-steps", "talaria.api-key", "talaria.model.name", "talaria.modle.name",
                "talaria.sse.keepalive", "other"), faults.stream().map(fault -> fault.substring(0, fault.indexOf(':')))
                .sorted(java.util.Comparator.comparing((String key) -> key.startsWith("o")).thenComparing(key -> key)).toList());
    }

    @Test
    void saysWhereABadValueCameFrom() {
        assertEquals(List.of("talaria.agent.max-steps: \"many\" (system property) must be a whole number from 1 to 1000"),
                new SourcesBuilder().system("talaria.agent.max-steps", "many").faults());
    }
}
