package dev.talaria.model.openai.reply;

import dev.talaria.json.Deltas;
import dev.talaria.json.Json;
import dev.talaria.model.ModelSink;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Assembles the tool calls of one reply. Upstreams omit ids or indexes, number from 1, give several calls the same index or id, give one
 * call a new id in each delta, or write arguments as an object; deltas are joined by what they can mean. A sink receives calls numbered
 * from 0, each with a unique id and a name in its first delta, and {@code {}} for arguments that never came. Names are taken to be whole:
 * none is joined from deltas.
 */
final class ToolCallPieces {
    private static final Set<String> OWN = Set.of("index", "id", "type", "function");
    private static final Set<String> OWN_WITHIN = Set.of("name", "arguments");
    /** The index of the only call in the older {@code function_call}. */
    private static final int LEGACY = Integer.MIN_VALUE;

    private final ModelSink sink;
    private final List<PiecedCall> calls = new ArrayList<>(0);
    private final Map<Integer, PiecedCall> byIndex = new HashMap<>(0);
    private final Map<String, PiecedCall> byId = new HashMap<>(0);
    private final Set<String> usedIds = new HashSet<>();
    private PiecedCall last;
    private int announced;

    /** One entry of {@code tool_calls}. */
    private record Piece(Integer index, String id, String name, String arguments, JsonObject extensions) {
        static Piece of(JsonObject entry) {
            boolean flat = !(entry.get("function") instanceof JsonObject);
            JsonObject function = flat ? entry : entry.getJsonObject("function");
            JsonObjectBuilder kept = Json.builders().createObjectBuilder();
            entry.forEach((name, value) -> {
                if (!OWN.contains(name) && !(flat && OWN_WITHIN.contains(name)) && !Json.isEmpty(value)) {
                    kept.add(name, value);
                }
            });
            JsonObjectBuilder within = Json.builders().createObjectBuilder();
            function.forEach((name, value) -> {
                if (!flat && !OWN_WITHIN.contains(name) && !Json.isEmpty(value)) {
                    within.add(name, value);
                }
            });
            JsonObject inner = within.build();
            return new Piece(index(entry.get("index")), text(entry.get("id")), text(function.get("name")),
                    argumentsOf(function.get("arguments")), (inner.isEmpty() ? kept : kept.add("function", inner)).build());
        }

        private static Integer index(JsonValue value) {
            if (value instanceof JsonNumber number) {
                return number.intValue();
            }
            return value instanceof JsonString text && text.getString().matches("[0-9]{1,6}") ? Integer.valueOf(text.getString()) : null;
        }

        private static String text(JsonValue value) {
            return value instanceof JsonString string ? string.getString() : value instanceof JsonNumber ? value.toString() : "";
        }

        private static String argumentsOf(JsonValue value) {
            return value == null || value == JsonValue.NULL ? ""
                    : value instanceof JsonString string ? string.getString() : value.toString();
        }

        private Piece at(int place) {
            return new Piece(place, id, name, arguments, extensions);
        }
    }

    ToolCallPieces(ModelSink sink) {
        this.sink = sink;
    }

    /** Returns whether a call has been announced to the sink. */
    boolean any() {
        return announced > 0;
    }

    /** Returns whether a call with arguments never got a name, so that it cannot be executed. */
    boolean anyNameless() {
        return calls.stream().anyMatch(call -> !call.isAnnounced() && !call.hasNoArguments());
    }

    /** Returns whether the arguments of a call are incomplete. */
    boolean isCut() {
        return calls.stream().anyMatch(call -> call.isAnnounced() && call.isOpen());
    }

    /** @param whole whether each entry is a whole call, so that no entry continues another */
    void take(JsonArray entries, boolean whole) {
        Set<PiecedCall> touched = Collections.newSetFromMap(new IdentityHashMap<>());
        for (JsonValue entry : entries) {
            if (entry instanceof JsonObject object) {
                Piece piece = Piece.of(object);
                PiecedCall call = whole ? new PiecedCall() : find(piece, touched);
                touched.add(call);
                tell(call, piece, whole);
            }
        }
    }

    /** Reads the predecessor of {@code tool_calls} in the schema: one call that has only a name and arguments. */
    void takeLegacy(JsonObject functionCall, boolean whole) {
        Piece piece = Piece.of(functionCall).at(LEGACY);
        tell(byIndex.computeIfAbsent(LEGACY, index -> new PiecedCall()), piece, whole);
    }

    /** Reads whole calls, of which some may repeat calls that came in deltas before. */
    void takeAgain(JsonArray entries) {
        List<PiecedCall> open = new ArrayList<>(calls);
        for (JsonValue entry : entries) {
            if (entry instanceof JsonObject object) {
                Piece piece = Piece.of(object);
                PiecedCall known = open.stream().filter(call -> call.isRepeatedBy(piece.id, piece.name)).findFirst().orElse(null);
                open.remove(known);
                if (known == null) {
                    tell(new PiecedCall(), piece, true);
                } else if (known.hasNoArguments()) {
                    tell(known, new Piece(null, piece.id, piece.name, piece.arguments, JsonValue.EMPTY_JSON_OBJECT), false);
                }
            }
        }
    }

    /** Ends a reply that was not cut off: calls without arguments get an empty object. */
    void end() {
        for (PiecedCall call : calls) {
            if (call.isAnnounced() && call.hasNoArguments()) {
                sink.toolCall(call.index(), null, null, call.settle());
            }
        }
    }

    private PiecedCall find(Piece piece, Set<PiecedCall> touched) {
        PiecedCall known = piece.index == null ? byId.getOrDefault(piece.id, last) : atIndex(piece);
        if (known == null || begins(piece, known, touched.contains(known))) {
            known = new PiecedCall();
        }
        if (piece.index != null) {
            byIndex.put(piece.index, known);
        }
        return known;
    }

    /** Returns the call that a delta continues, by its index, or by its id if that is more reliable; null if it starts a call. */
    private PiecedCall atIndex(Piece piece) {
        PiecedCall here = byIndex.get(piece.index);
        PiecedCall known = byId.get(piece.id);
        boolean misplaced = here == null ? piece.name.isEmpty() : here.isAnother(piece.id);
        if (known != null && misplaced && (piece.name.isEmpty() || known.isNamed(piece.name) && !known.isWhole())) {
            return known;
        }
        return here == null && piece.name.isEmpty() ? astray(piece) : here;
    }

    /** Returns the call that a nameless delta under a new index continues; null if it starts one. */
    private PiecedCall astray(Piece piece) {
        boolean goesOn = piece.id.isEmpty() || !piece.arguments.isBlank();
        return goesOn && last != null && !last.isWhole() ? last : null;
    }

    private static boolean begins(Piece piece, PiecedCall known, boolean inThisList) {
        boolean otherId = known.isAnother(piece.id);
        if (piece.name.isEmpty()) {
            return otherId && known.isWhole();
        }
        if (!known.isNamed()) {
            return otherId && !known.hasNoArguments();
        }
        if (!known.isNamed(piece.name) || inThisList && (otherId || piece.id.isEmpty())) {
            return true;
        }
        if (otherId) {
            return known.isWhole() || known.hasNoArguments();
        }
        return known.isWhole() && !piece.arguments.isBlank() && !known.saysSame(piece.arguments);
    }

    private void tell(PiecedCall call, Piece piece, boolean whole) {
        if (call.isNew()) {
            calls.add(call);
            call.begin();
        }
        last = call;
        call.learn(piece.id, piece.name);
        if (!piece.id.isEmpty()) {
            byId.put(piece.id, call);
        }
        String more = call.add(piece.arguments);
        if (call.isAnnounced()) {
            if (!more.isEmpty() || !piece.extensions.isEmpty()) {
                sink.toolCall(call.index(), null, null, more, piece.extensions);
            }
        } else if (call.isNamed()) {
            if (whole) {
                call.settle();
            }
            call.announce(announced++);
            sink.toolCall(call.index(), call.id(usedIds), call.name(), call.arguments(),
                    Deltas.merge(call.extensions(), piece.extensions));
        } else {
            call.keep(piece.extensions);
        }
    }
}
