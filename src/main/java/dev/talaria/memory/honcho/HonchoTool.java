package dev.talaria.memory.honcho;

import dev.talaria.event.Cancellation;
import dev.talaria.json.Json;
import dev.talaria.memory.honcho.wire.Answer;
import dev.talaria.memory.honcho.wire.HonchoFault;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.TraceContext;
import dev.talaria.tool.Tool;
import dev.talaria.tool.ToolContext;
import dev.talaria.tool.ToolFailure;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A tool with which the model uses Honcho. The memory comes from the request alone: no argument names a peer.
 *
 * @param properties of the arguments' JSON Schema
 * @param locations  returns the location of the request's memory
 */
record HonchoTool(String name, String description, JsonObject properties, Function<RequestScope, HonchoLocation> locations, Action action)
        implements Tool {

    /** What it does. */
    @FunctionalInterface
    interface Action {
        String run(HonchoLocation location, Arguments arguments) throws ToolFailure;
    }

    HonchoTool {
        Objects.requireNonNull(name);
        Objects.requireNonNull(action);
    }

    @Override
    public JsonObject parameters() {
        return Json.builders().createObjectBuilder().add("type", "object").add("properties", properties).build();
    }

    @Override
    public boolean isFor(RequestScope request) {
        return request.memoryScope().isPresent();
    }

    @Override
    public String call(ToolContext context, JsonObject arguments) throws ToolFailure {
        try {
            return action.run(locations.apply(context.scope()), new Arguments(arguments, context.cancellation(), context.scope().trace()));
        } catch (HonchoFault fault) {
            throw new ToolFailure("the memory server is unavailable: " + fault.getMessage());
        }
    }

    /** The model's arguments, which may not match the schema, and the run's cancellation and trace. */
    record Arguments(JsonObject object, Cancellation cancellation, @Nullable TraceContext trace) {
        /** Waits for an answer until the run is cancelled. */
        Answer await(CompletableFuture<Answer> asked) throws ToolFailure {
            Cancellation.Registration giveUp = cancellation.onCancel(() -> asked.cancel(true));
            try {
                return Honcho.await(asked);
            } catch (CancellationException e) {
                throw new ToolFailure("the run was stopped");
            } finally {
                giveUp.close();
            }
        }

        Optional<String> text(String name) throws ToolFailure {
            JsonValue value = object.getOrDefault(name, JsonValue.NULL);
            if (value != JsonValue.NULL && !(value instanceof JsonString)) {
                throw new ToolFailure("'" + name + "' must be a string");
            }
            return value instanceof JsonString text && !text.getString().isBlank() ? Optional.of(text.getString()) : Optional.empty();
        }

        String required(String name) throws ToolFailure {
            Optional<String> text = text(name);
            if (text.isEmpty()) {
                throw new ToolFailure("'" + name + "' is required");
            }
            return text.get();
        }

        int number(String name, int least, int most, int usual) {
            return object.get(name) instanceof JsonNumber number ? Math.max(least, Math.min(most, number.intValue())) : usual;
        }

        boolean has(String name) {
            return object.getOrDefault(name, JsonValue.NULL) != JsonValue.NULL;
        }
    }
}
