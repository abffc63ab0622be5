package dev.talaria.config;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.ExpressionConfigSourceInterceptor;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The texts of the settings, highest source first, and the values read from them so far. Faults are collected, not thrown.
 * An empty value clears what lower sources say; so does one with an expression {@code ${…}} that nothing answers.
 */
final class Settings {
    private final SmallRyeConfig config;
    private final List<String> faults;
    private final Map<ConfigKey<?>, Optional<String>> texts = new HashMap<>();
    private final Map<ConfigKey<?>, Optional<?>> values = new HashMap<>();

    Settings(Sources sources, Map<String, String> file, List<String> faults) {
        this.config = new SmallRyeConfigBuilder()
                .forClassLoader(Settings.class.getClassLoader())
                .withInterceptors(new ExpressionConfigSourceInterceptor())
                .withSources(
                        new PropertiesConfigSource(sources.system(), "system properties", 400),
                        new EnvConfigSource(sources.environment(), 300),
                        new PropertiesConfigSource(file, "file", 200),
                        new PropertiesConfigSource(sources.initParameters(), "init parameters", 100))
                .build();
        this.faults = faults;
    }

    /** The value set, if one is set and sound. */
    <T> Optional<T> find(ConfigKey<T> key) {
        if (!values.containsKey(key)) {
            values.put(key, read(key));
        }
        @SuppressWarnings("unchecked")
        Optional<T> value = (Optional<T>) values.get(key);
        return value;
    }

    /** The value set, or the literal default; the default too where the value is at fault, for the sake of further checks. */
    <T> T value(ConfigKey<T> key) {
        return find(key).or(key::literalFallback).orElseThrow();
    }

    /** Whether a text is set, sound or not. */
    boolean isSet(ConfigKey<?> key) {
        return text(key).isPresent();
    }

    void fault(ConfigKey<?> key, String what) {
        faults.add(key.name() + ": " + what);
    }

    private <T> Optional<T> read(ConfigKey<T> key) {
        String text = text(key).orElse(null);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(key.type().parse(text));
        } catch (IllegalArgumentException refused) {
            String shown = key.secret() ? "the value" : "\"" + text + "\"";
            fault(key, shown + " (" + config.getConfigValue(key.name()).getConfigSourceName() + ") must be " + refused.getMessage());
            return Optional.empty();
        }
    }

    private Optional<String> text(ConfigKey<?> key) {
        if (!texts.containsKey(key)) {
            texts.put(key, expanded(key));
        }
        return texts.get(key);
    }

    private Optional<String> expanded(ConfigKey<?> key) {
        try {
            return Optional.ofNullable(config.getConfigValue(key.name()).getValue()).filter(text -> !text.isBlank());
        } catch (NoSuchElementException unanswered) {
            return Optional.empty();
        } catch (IllegalArgumentException endless) {
            fault(key, "its ${…} expression refers to itself");
            return Optional.empty();
        }
    }
}
