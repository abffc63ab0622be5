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

/**
 * Binds public records to JSON objects by JSON-B: members are named as their components in snake case, and null is a member that is
 * absent; they must have no other getters. The kinds of a sealed interface are told apart as its {@code @JsonbTypeInfo} says.
 *
 * <p>The binder coerces texts into numbers and overflows silently; {@link RecordShape} keeps from it what a record cannot take.
 */
public final class Records {
    private static final YassonJsonb BINDER = (YassonJsonb) JsonbBuilder.newBuilder("org.eclipse.yasson.JsonBindingProvider")
            .withProvider(Json.PROVIDER).withConfig(new JsonbConfig().withPropertyNamingStrategy(RecordShape::memberName)
                    .withPropertyOrderStrategy(PropertyOrderStrategy.LEXICOGRAPHICAL).withCreatorParametersRequired(false)
                    .withNullValues(false)).build();

    private Records() {
    }

    /** A record as JSON text. NULs and lone surrogates, which no database takes, become U+FFFD. */
    public static String write(Object value) {
        return Json.generateStored(out -> write(out, value));
    }

    /** A record as the next value, with its members in the order of their names or of {@code @JsonbPropertyOrder}. */
    public static void write(JsonGenerator out, Object value) {
        BINDER.toJson(value, out);
    }

    /** A record as a tree. */
    public static JsonObject tree(Object value) {
        return BINDER.toJsonStructure(value).asJsonObject();
    }

    /**
     * Reads a record. A member that is absent, null or of another type, a number out of range, an unknown constant or element of a list
     * reads as null, 0 or false, for which the record's constructor may have a default; members that the record does not have are ignored.
     *
     * @param type a record, or a sealed interface of records, of which the object tells the kind
     * @return empty for an unknown kind, or where the record's constructor refuses what it is given
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

    /** The names of a record's members. */
    public static Set<String> names(Class<? extends Record> type) {
        return RecordShape.of(type).names();
    }

    /** An object without members that a record does not have, here or in a record within. What the record could not take stays. */
    public static JsonObject known(JsonObject object, Class<? extends Record> type) {
        return RecordShape.of(type).known(object);
    }

    /** Whether a record's constructor threw, perhaps that of a record within. */
    private static boolean isRefusal(Throwable thrown) {
        return thrown instanceof InvocationTargetException || thrown instanceof JsonbException && isRefusal(thrown.getCause());
    }
}
