package dev.talaria.config;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The declaration of one setting.
 *
 * @param name     with the prefix {@code talaria.}, in lower case, words joined by dashes
 * @param type     how its text is parsed, and the allowed values
 * @param fallback the default as the key table shows it; empty if there is none
 * @param literal  whether the fallback is a value to parse; if false, it describes one that depends on the machine
 * @param secret   whether neither its text nor a part of it may be shown, not even in a fault
 * @param sentence what it does
 */
public record ConfigKey<T>(String name, ValueType<T> type, String fallback, boolean literal, boolean secret, String sentence) {
    static final String PREFIX = "talaria.";
    static final String ENVIRONMENT_PREFIX = "TALARIA_";

    public ConfigKey {
        Objects.requireNonNull(name);
        Objects.requireNonNull(type);
        Objects.requireNonNull(fallback);
        Objects.requireNonNull(sentence);
    }

    /** A key that always has a value. */
    static <T> ConfigKey<T> key(String name, ValueType<T> type, String fallback, String sentence) {
        return new ConfigKey<>(PREFIX + name, type, fallback, true, false, sentence);
    }

    /** A key that may be absent. */
    static <T> ConfigKey<T> optional(String name, ValueType<T> type, String sentence) {
        return new ConfigKey<>(PREFIX + name, type, "", false, false, sentence);
    }

    /** A key whose default is computed at the start. */
    static <T> ConfigKey<T> computed(String name, ValueType<T> type, String described, String sentence) {
        return new ConfigKey<>(PREFIX + name, type, described, false, false, sentence);
    }

    ConfigKey<T> hidden() {
        return new ConfigKey<>(name, type, fallback, literal, true, sentence);
    }

    /** Returns the key as an environment variable: upper case, dots and dashes as underscores. */
    public String environmentName() {
        return variable(name);
    }

    static String variable(String name) {
        return name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Returns the default if it is the same on every machine. */
    Optional<T> literalFallback() {
        return literal ? Optional.of(type.parse(fallback)) : Optional.empty();
    }
}
