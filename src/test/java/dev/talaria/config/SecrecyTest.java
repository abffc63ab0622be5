package dev.talaria.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SecrecyTest {
    private static final String HIDDEN = "hidden4711";

    static Stream<ConfigKey<?>> secrets() {
        return ConfigKeys.all().stream().filter(ConfigKey::secret);
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void showsNothingOfABadSecret(ConfigKey<?> key) {
        SourcesBuilder sources = new SourcesBuilder().environment(key.environmentName(), HIDDEN + "\u0001" + HIDDEN);

        ConfigFaults refused = assertThrows(ConfigFaults.class, sources::load);

        assertTrue(refused.getMessage().contains(key.name() + ": the value (environment) must be"), refused.getMessage());
        assertFalse(refused.getMessage().contains(HIDDEN), refused.getMessage());
    }

    @Test
    void showsNoSecretInTheLoadedConfiguration() {
        TalariaConfig config = new SourcesBuilder()
                .system("talaria.api-key", HIDDEN).system("talaria.session-key-default", HIDDEN)
                .system("talaria.model.base-url", "http://up/v1").system("talaria.model.name", "m").system("talaria.model.api-key", HIDDEN)
                .system("talaria.store.url", "jdbc:postgresql://h/d?password=" + HIDDEN).system("talaria.store.password", HIDDEN)
                .system("talaria.memory.provider", "honcho").system("talaria.honcho.base-url", "http://h")
                .system("talaria.honcho.api-key", HIDDEN).system("talaria.honcho.tenant-keys", "acme=" + HIDDEN).config();

        assertFalse(config.toString().contains(HIDDEN), config::toString);
        assertEquals(HIDDEN, config.honcho().orElseThrow().tenantKeys().get("acme").reveal());
        assertEquals(HIDDEN, config.model().apiKey().orElseThrow().reveal());
    }

    @Test
    void showsNoSecretOfAnExpressionThatRefersToItself() {
        List<String> faults = new SourcesBuilder().system("talaria.api-key", HIDDEN + "${talaria.api-key}").faults();

        assertEquals(List.of("talaria.api-key: its ${…} expression refers to itself"), faults);
    }
}
