package dev.talaria.json;

import jakarta.json.JsonObject;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.JsonbException;
import jakarta.json.bind.config.PropertyOrderStrategy;
import jakarta.json.stream.JsonGenerator;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.Set;
import org.eclipse.yasson.YassonJsonb;
import org.jspecify.annotations.Nullable;

/**
 * Binds public records to JSON objects with JSON-B. Members are named like their components in snake case, and null is an absent member;
 * records must have no other getters. {@code @JsonbTypeInfo} distinguishes the kinds of a sealed interface.
 *
 * <p>The binder coerces texts into numbers and overflows silently; {@link RecordShape} removes what a record cannot accept.
 */
public final class Records {
    private static final YassonJsonb BINDER = (YassonJsonb) JsonbBuilder.newBuilder("org.eclipse.yasson.JsonBindingProvider")
            .withProvider(Json.PROVIDER).withConfig(new JsonbConfig().withPropertyNamingStrategy(RecordShape::memberName)
                    .withPropertyOrderStrategy(PropertyOrderStrategy.LEXICOGRAPHICAL).withCreatorParametersRequired(false)
                    .withNullValues(false)).build();

    private Records() {
    }

    /** Writes a record as JSON text. NULs and lone surrogates, which no database accepts, become U+FFFD. */
    public static String write(Object value) {
        return Json.generateStored(out -> write(out, value));
    }

    /** Writes a record as the next value, with its members in the order of their names or of {@code @JsonbPropertyOrder}. */
    public static void write(JsonGenerator out, Object value) {
        BINDER.toJson(value, out);
    }

    /** Returns a record as a tree. */
    public static JsonObject tree(Object value) {
        return BINDER.toJsonStructure(value).asJsonObject();
    }

    /**
     * Reads a record. A member that is absent, null or of another type, a number out of range, and an unknown constant or list element read
     * as null, 0 or false, for which the record's constructor may have a default. Members that the record does not have are ignored.
     *
     * @param type a record, or a sealed interface of records whose kind the object names
     * @return empty for an unknown kind, or if the record's constructor rejects the values
     */
    public static <T> Optional<T> read(JsonObject object, Class<T> type) {
        RecordShape shape = RecordShape.of(type).kind(object);
        if (shape == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(type.cast(BINDER.fromJsonStructure(shape.fit(object), shape.type())));
        } catch (JsonbException e) {
            if (isRefusal(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Returns the names of a record's members. */
    public static Set<String> names(Class<? extends Record> type) {
        return RecordShape.of(type).names();
    }

    /** Returns an object without members that a record, or a nested one, does not have. Unacceptable values of its own members stay. */
    public static JsonObject known(JsonObject object, Class<? extends Record> type) {
        return RecordShape.of(type).known(object);
    }

    /** Returns whether the constructor of a record, or of a nested one, threw. */
    private static boolean isRefusal(@Nullable Throwable thrown) {
        return thrown instanceof InvocationTargetException || thrown instanceof JsonbException && isRefusal(thrown.getCause());
    }
}
