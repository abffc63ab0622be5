package dev.talaria.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigKeysTest {
    static Stream<ConfigKey<?>> keys() {
        return ConfigKeys.all().stream();
    }

    @Test
    void listsEveryDeclaredKey() {
        List<String> declared = Arrays.stream(ConfigKeys.class.getDeclaredFields())
                .filter(field -> field.getType() == ConfigKey.class && Modifier.isStatic(field.getModifiers()))
                .map(ConfigKeysTest::key).map(ConfigKey::name).sorted().toList();

        assertEquals(declared, keys().map(ConfigKey::name).sorted().toList());
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

        assertEquals(List.of(), UnknownNames.warnings(set, Optional.empty()));
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

    private static ConfigKey<?> key(Field field) {
        try {
            return (ConfigKey<?>) field.get(null);
        } catch (IllegalAccessException hidden) {
            throw new AssertionError(hidden);
        }
    }
}
