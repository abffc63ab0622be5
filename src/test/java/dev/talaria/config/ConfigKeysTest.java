package dev.talaria.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigKeysTest {
    private static final Pattern DECLARATION = Pattern.compile("\\b(?:key|optional|computed)\\(\"([a-z.-]+)\"");

    static Stream<ConfigKey<?>> keys() {
        return ConfigKeys.all().stream();
    }

    /** One that only some servers read would be an unknown name on the others. */
    @Test
    void listsEveryDeclaredKey() throws IOException {
        Set<String> declared = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/talaria/config"))) {
            for (Path file : files.toList()) {
                DECLARATION.matcher(Files.readString(file)).results().map(found -> "talaria." + found.group(1)).forEach(declared::add);
            }
        }

        assertEquals(List.copyOf(declared), keys().map(ConfigKey::name).sorted().toList());
    }

    @Test
    void givesEveryKeyItsOwnEnvironmentName() {
        Set<String> names = keys().map(ConfigKey::environmentName).collect(Collectors.toSet());

        assertEquals(ConfigKeys.all().size(), names.size());
    }

    @ParameterizedTest
    @MethodSource("keys")
    void findsEveryKeyByItsEnvironmentName(ConfigKey<?> key) {
        Settings byEnvironment = settings(new SourcesBuilder().environment(key.environmentName(), "from-environment"));
        Settings byName = settings(new SourcesBuilder().system(key.name(), "from-property"));

        assertTrue(byEnvironment.isSet(key));
        assertTrue(byName.isSet(key));
        Sources set = new SourcesBuilder().environment(key.environmentName(), "x").build();

        assertEquals(List.of(), UnknownNames.warnings(set, List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HOME", "API_KEY", "SESSION_KEY_DEFAULT", "MODEL_BASE_URL", "MODEL_API_KEY", "MODEL_NAME", "MODELS_STRICT",
        "MODEL_PASS_THROUGH", "CORS_ORIGINS", "PUBLIC_URL", "RUNS_MAX_CONCURRENT", "SSE_KEEPALIVE", "ANONYMOUS"})
    void keepsThePublishedEnvironmentNames(String name) {
        assertTrue(keys().anyMatch(key -> key.environmentName().equals("TALARIA_" + name)));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void saysInOneSentenceWhatEachKeyDoes(ConfigKey<?> key) {
        assertTrue(key.name().matches("talaria(\\.[a-z]+(-[a-z]+)*)+"), key::name);
        assertTrue(key.sentence().matches("[A-Z][^\\n]+\\."), key::sentence);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void acceptsEachDefaultItself(ConfigKey<?> key) {
        assertDoesNotThrow(key::literalFallback);
    }

    @ParameterizedTest
    @ValueSource(strings = {"api-key", "model.api-key", "store.password", "store.url", "session-key-default", "model.base-url"})
    void hidesWhatMayHoldASecret(String name) {
        assertTrue(keys().filter(key -> key.name().equals("talaria." + name)).allMatch(ConfigKey::secret));
        assertFalse(keys().filter(key -> key.name().equals("talaria.agent.id")).anyMatch(ConfigKey::secret));
    }

    private static Settings settings(SourcesBuilder sources) {
        return new Settings(sources.build(), Map.of(), new ArrayList<>());
    }
}
