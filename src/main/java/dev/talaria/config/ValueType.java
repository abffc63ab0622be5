package dev.talaria.config;

import java.util.Objects;
import java.util.function.Function;

/**
 * How the text of a setting becomes a value.
 *
 * @param name  what the key table calls it
 * @param bound what the value must keep to, in words; empty where anything of the type will do
 */
public record ValueType<T>(String name, String bound, Function<String, T> reading) {
    public ValueType {
        Objects.requireNonNull(name);
        Objects.requireNonNull(bound);
        Objects.requireNonNull(reading);
    }

    /** @throws IllegalArgumentException where the text is no such value; its message is an end of "it must be …" without the text */
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
