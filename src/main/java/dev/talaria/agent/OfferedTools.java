package dev.talaria.agent;

import dev.talaria.error.ErrorCode;
import dev.talaria.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tools that the model is offered in each step of a turn, the client's and the server's, by the client's {@code tool_choice}. What a
 * client demands is demanded of the first step; later ones, which follow a call of the server's, are free, unless the client
 * waits for a call of its own: then only its own tools are offered. Immutable.
 */
final class OfferedTools {
    private static final String CHOICE = "tool_choice";
    private static final String PARALLEL = "parallel_tool_calls";
    private static final Set<String> FREE = Set.of("auto", "none");

    /**
     * What a step's request to the model contains.
     *
     * @param server     the definitions of the server's tools
     * @param parameters the client's, with the choice that holds for the step
     */
    record Step(List<JsonObject> server, JsonObject parameters) {
        Step {
            server = List.copyOf(server);
        }
    }

    private final ToolSteps tools;
    private final Step first;
    private final Step later;

    private OfferedTools(ToolSteps tools, Step first, Step later) {
        this.tools = tools;
        this.first = first;
        this.later = later;
    }

    /**
     * @param task   whether the turn is a background task, which gets none of the server's
     * @param asked  the parameters of the turn
     * @param server those that the turn may use
     * @param client the names of the client's
     * @throws dev.talaria.error.ApiException 400 if the choice names a tool that the turn may not use
     */
    static OfferedTools of(boolean task, JsonObject asked, ToolSteps server, Set<String> client) {
        JsonValue choice = asked.get(CHOICE);
        String mode = choice instanceof JsonString word ? word.getString() : "";
        ToolSteps tools = server;
        Optional<String> named = Optional.empty();
        if (task || mode.equals("none")) {
            tools = ToolSteps.NONE;
        } else if (choice instanceof JsonObject object) {
            Optional<Set<String>> allowed = allowed(object);
            mode = allowed.isPresent() ? object.getString("mode", "auto") : "";
            named = allowed.isPresent() ? Optional.empty() : named(object);
            boolean ours = named.filter(name -> !client.contains(name) && server.has(name)).isPresent();
            tools = allowed.isPresent() ? server.only(allowed.get()) : ours ? server : ToolSteps.NONE;
            if (named.isPresent() && !ours && !client.contains(named.get())) {
                throw ErrorCode.INVALID_VALUE.at(CHOICE, "'tool_choice' names a tool that is not available: " + named.get());
            }
        }
        List<JsonObject> definitions = tools.definitions(client);
        JsonObject parameters = choice instanceof JsonObject && !mode.isEmpty()
                ? Json.with(asked, CHOICE, Json.string(mode)) : asked;
        boolean demanded = choice != null && !FREE.contains(mode);
        boolean clients = demanded && named.isEmpty() && !client.isEmpty();
        Step first = step(definitions, parameters, client);
        Step later = !demanded ? first : clients ? step(List.of(), parameters, client)
                : step(definitions, Json.with(parameters, CHOICE, null), client);
        return new OfferedTools(tools, first, later);
    }

    private static Optional<Set<String>> allowed(JsonObject choice) {
        return Json.string("allowed_tools").equals(choice.get("type")) && choice.get("tools") instanceof JsonArray names
                ? Optional.of(names.getValuesAs(JsonString.class).stream().map(JsonString::getString).collect(Collectors.toSet()))
                : Optional.empty();
    }

    private static Optional<String> named(JsonObject choice) {
        return choice.get("function") instanceof JsonObject function && function.get("name") instanceof JsonString name
                ? Optional.of(name.getString()) : Optional.empty();
    }

    /** Models without tools refuse the parameters of tools. */
    private static Step step(List<JsonObject> server, JsonObject parameters, Set<String> client) {
        return new Step(server, !server.isEmpty() || !client.isEmpty() ? parameters
                : Json.with(Json.with(parameters, CHOICE, null), PARALLEL, null));
    }

    /** Returns the server's tools that the model may call. */
    ToolSteps tools() {
        return tools;
    }

    /** @param number how many times the model was called before */
    Step step(int number) {
        return number == 0 ? first : later;
    }
}
