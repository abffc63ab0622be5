package dev.talaria.json;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The JSON that a record, or each record of a sealed interface, accepts. Cached with its class. */
final class RecordShape {
    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return new RecordShape(type);
        }
    };

    private final Class<?> type;
    /** The member that names the kind; null if there is only one. */
    private final @Nullable String kindMember;
    private final Map<String, RecordShape> kinds = new HashMap<>();
    /** By name, converts a value to the one to read: the same, another one, or null if it is unacceptable. */
    private final Map<String, UnaryOperator<JsonValue>> members = new LinkedHashMap<>();

    private RecordShape(Class<?> type) {
        this.type = type;
        JsonbTypeInfo info = Stream.concat(Stream.of(type), Arrays.stream(type.getInterfaces()))
                .map(root -> root.getAnnotation(JsonbTypeInfo.class)).filter(found -> found != null).findFirst().orElse(null);
        kindMember = info == null ? null : info.key();
        if (info != null) {
            for (JsonbSubtype kind : info.value()) {
                if (type.isAssignableFrom(kind.type())) {
                    kinds.put(kind.alias(), kind.type() == type ? this : of(kind.type()));
                }
            }
        }
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                members.put(name(component), taking(jsonType(component)));
            }
        }
    }

    static RecordShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    Class<?> type() {
        return type;
    }

    /** Returns the shape of the object's kind; null if the kind is unknown. */
    @Nullable RecordShape kind(JsonObject object) {
        if (kindMember == null) {
            return this;
        }
        return object.get(kindMember) instanceof JsonString kind ? kinds.get(kind.getString()) : null;
    }

    /** Returns the names of the record's members. */
    Set<String> names() {
        return members.keySet();
    }

    /** Returns the object without members that the record, or a nested one, does not have. */
    JsonObject known(JsonObject object) {
        JsonObjectBuilder known = Json.builders().createObjectBuilder();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = name(component);
            JsonValue value = object.get(name);
            if (value != null) {
                known.add(name, value instanceof JsonObject part && component.getType().isRecord() ? of(component.getType()).known(part)
                        : value);
            }
        }
        return known.build();
    }

    /** Returns the object without values that the record cannot accept; it may still have members that the record does not have. */
    JsonObject fit(JsonObject object) {
        JsonObjectBuilder fitted = null;
        for (Map.Entry<String, UnaryOperator<JsonValue>> member : members.entrySet()) {
            JsonValue value = object.get(member.getKey());
            JsonValue taken = value == null ? null : member.getValue().apply(value);
            if (taken != value) {
                fitted = fitted == null ? Json.builders().createObjectBuilder(object) : fitted;
                fitted = taken == null ? fitted.remove(member.getKey()) : fitted.add(member.getKey(), taken);
            }
        }
        return fitted == null ? object : fitted.build();
    }

    /** Returns the name of a component in JSON. */
    static String memberName(String component) {
        return component.replaceAll("\\p{Lu}", "_$0").toLowerCase(Locale.ROOT);
    }

    private static String name(RecordComponent component) {
        JsonbProperty property = component.getAccessor().getAnnotation(JsonbProperty.class);
        return property == null ? memberName(component.getName()) : property.value();
    }

    /** Returns the type of a component in JSON; for one with an adapter, the type that the adapter produces. */
    private static Type jsonType(RecordComponent component) {
        JsonbTypeAdapter adapter = component.getAccessor().getAnnotation(JsonbTypeAdapter.class);
        if (adapter == null) {
            return component.getGenericType();
        }
        return ((ParameterizedType) adapter.value().getGenericInterfaces()[0]).getActualTypeArguments()[1];
    }

    private static UnaryOperator<JsonValue> taking(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            UnaryOperator<JsonValue> each = taking(arguments[arguments.length - 1]);
            return generic.getRawType() == Map.class ? value -> members(value, each) : value -> elements(value, each);
        }
        if (type == String.class) {
            return only(JsonString.class::isInstance);
        } else if (type == boolean.class || type == Boolean.class) {
            return only(value -> value == JsonValue.TRUE || value == JsonValue.FALSE);
        } else if (type == long.class || type == Long.class) {
            return value -> whole(value, Long.MIN_VALUE, Long.MAX_VALUE);
        } else if (type == int.class || type == Integer.class) {
            return value -> whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
        } else if (type == double.class) {
            return only(JsonNumber.class::isInstance);
        } else if (type == JsonObject.class) {
            return only(JsonObject.class::isInstance);
        }
        Class<?> named = (Class<?>) type;
        if (named.isEnum()) {
            Set<String> constants = Arrays.stream(named.getEnumConstants()).map(each -> ((Enum<?>) each).name())
                    .collect(Collectors.toSet());
            return only(value -> value instanceof JsonString text && constants.contains(text.getString()));
        }
        if (!named.isRecord()) {
            throw new IllegalArgumentException(type + " is neither a record nor anything else that has a form in JSON");
        }
        return value -> value instanceof JsonObject object && of(named).kind(object) != null ? of(named).fit(object) : null;
    }

    private static UnaryOperator<JsonValue> only(Predicate<JsonValue> taken) {
        return value -> taken.test(value) ? value : null;
    }

    private static @Nullable JsonValue whole(JsonValue value, long least, long most) {
        try {
            if (value instanceof JsonNumber number && number.longValueExact() >= least && number.longValueExact() <= most) {
                return number.isIntegral() ? number : Json.number(number.longValueExact());
            }
        } catch (ArithmeticException e) {
            // It is a fraction or out of range.
        }
        return null;
    }

    private static @Nullable JsonValue elements(JsonValue value, UnaryOperator<JsonValue> each) {
        if (!(value instanceof JsonArray array)) {
            return null;
        }
        JsonArrayBuilder taken = Json.builders().createArrayBuilder();
        array.stream().map(each).filter(element -> element != null).forEach(taken::add);
        return taken.build();
    }

    private static @Nullable JsonValue members(JsonValue value, UnaryOperator<JsonValue> each) {
        if (!(value instanceof JsonObject object)) {
            return null;
        }
        JsonObjectBuilder taken = Json.builders().createObjectBuilder();
        object.forEach((name, member) -> {
            JsonValue read = each.apply(member);
            if (read != null) {
                taken.add(name, read);
            }
        });
        return taken.build();
    }
}
