package dev.talaria.config;

import java.util.Objects;
import java.util.function.Function;

/**
 * How a setting's text is converted to a value.
 *
 * @param name  its name in the key table
 * @param bound the allowed values, in words; empty for any value of the type
 */
public record ValueType<T>(String name, String bound, Function<String, T> reading) {
    public ValueType {
        Objects.requireNonNull(name);
        Objects.requireNonNull(bound);
        Objects.requireNonNull(reading);
    }

    /** @throws IllegalArgumentException if the text is invalid; its message completes "it must be …" without the text */
    T parse(String text) {
        return reading.apply(text.strip());
    }

    ValueType<T> named(String otherName) {
        return new ValueType<>(otherName, bound, reading);
    }

    <R> ValueType<R> as(Function<T, R> wrapping) {
        return new ValueType<>(name, bound, reading.andThen(wrapping));
    }
}
