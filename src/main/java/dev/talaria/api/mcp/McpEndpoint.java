package dev.talaria.api.mcp;

import dev.talaria.api.http.Endpoint;
import dev.talaria.api.http.Exchange;
import dev.talaria.api.http.Route;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.request.BodyFacts;
import dev.talaria.error.ApiException;
import dev.talaria.event.Cancellation;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import dev.talaria.memory.MemoryProvider;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.ToolPolicy;
import dev.talaria.tool.Tool;
import dev.talaria.tool.ToolContext;
import dev.talaria.tool.ToolFailure;
import dev.talaria.tool.Toolset;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /mcp}: an MCP server over streamable HTTP that keeps no session. Its tools work in the memory scope that the request's
 * headers name, as everywhere. Protocol faults are JSON-RPC errors; what the filter refuses before (a wrong API key, a faulty header) has
 * the OpenAI envelope. Immutable, safe for many threads.
 */
public final class McpEndpoint implements Endpoint {
    private static final Duration CALL_DEADLINE = Duration.ofSeconds(30);
    /** How long clients may keep the list, in milliseconds: it changes with a restart only. */
    private static final long LIST_LIFE = Duration.ofMinutes(5).toMillis();
    private static final String INSTRUCTIONS = "The long-term memory of one user. Send the header X-Hermes-Session-Key to say whose.";

    private final MemoryProvider memory;
    private final List<Offered> tools;
    private final String version;
    private final Executor calls;
    private final ScheduledExecutorService timer;

    /** A tool with the name of its toolset, by which API keys may allow or deny it. */
    private record Offered(Tool tool, String toolset) {
        String name() {
            return tool.name();
        }

        ToolPolicy.Decision decision(RequestScope scope) {
            return scope.caller().grants().tools().of(tool.name(), toolset);
        }
    }

    /**
     * @param memory  whose scopes the tools use
     * @param sets    those that are offered; a request sees the tools that can serve it and that its API key may use
     * @param version of this server
     * @param calls   runs the calls of tools, so that no container thread does; bounded
     * @param timer   cancels a call that takes too long
     */
    public McpEndpoint(MemoryProvider memory, List<Toolset> sets, String version, Executor calls, ScheduledExecutorService timer) {
        this.memory = Objects.requireNonNull(memory);
        this.tools = sets.stream().flatMap(set -> set.tools().stream().map(tool -> new Offered(tool, set.name())))
                .sorted(Comparator.comparing(Offered::name)).toList();
        this.version = Objects.requireNonNull(version);
        this.calls = Objects.requireNonNull(calls);
        this.timer = Objects.requireNonNull(timer);
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.post("mcp", "/mcp", this::serve).with("mcp_server"));
    }

    private void serve(Exchange exchange) {
        JsonBody body;
        try {
            body = exchange.body();
        } catch (ApiException e) {
            int code = e.problem().code().status() == 400 ? McpFault.PARSE_ERROR : McpFault.INTERNAL_ERROR;
            exchange.reply(error(null, new McpFault(e.problem().code().status(), code, e.problem().message(), null)));
            return;
        }
        JsonValue id = null;
        try {
            id = McpMessage.id(body.object());
            McpMessage message = McpMessage.parse(body);
            boolean stateless = McpVersions.isStateless(message, exchange::header);
            if (message.id() == null) {
                exchange.reply(new Reply(202, "", Map.of()));
            } else if (message.method().equals("tools/call")) {
                call(exchange, message, message.id(), stateless);
            } else {
                exchange.reply(result(message.id(), answer(exchange, message, stateless), stateless));
            }
        } catch (McpFault e) {
            exchange.reply(error(id, e));
        }
    }

    private JsonObjectBuilder answer(Exchange exchange, McpMessage message, boolean stateless) {
        String method = message.method();
        if (method.equals("tools/list")) {
            return cacheable(list(exchange.scope(BodyFacts.NONE)), stateless, "private");
        }
        if (stateless && method.equals("server/discover")) {
            return cacheable(object().add("supportedVersions", McpVersions.all()).add("capabilities", capabilities())
                    .add("_meta", object().add("io.modelcontextprotocol/serverInfo", serverInfo()))
                    .add("instructions", INSTRUCTIONS), true, "public");
        }
        if (!stateless && method.equals("initialize")) {
            return object().add("protocolVersion", McpVersions.agreed(message.text("protocolVersion")))
                    .add("capabilities", capabilities()).add("serverInfo", serverInfo()).add("instructions", INSTRUCTIONS);
        }
        if (!stateless && method.equals("ping")) {
            return object();
        }
        // Clients with a handshake take a 404 for the end of their session.
        throw new McpFault(stateless ? 404 : 200, McpFault.METHOD_NOT_FOUND, "Method not found", null);
    }

    private JsonObjectBuilder list(RequestScope scope) {
        JsonArrayBuilder list = Json.builders().createArrayBuilder();
        tools.stream().filter(one -> one.tool().isFor(scope) && one.decision(scope) != ToolPolicy.Decision.DENY).map(Offered::tool)
                .forEach(tool -> list.add(object().add("name", tool.name()).add("description", tool.description())
                        .add("inputSchema", tool.parameters()).add("annotations", annotations(tool))));
        return object().add("tools", list);
    }

    /** By these a client decides whether it asks its user before a call; there is no other approval of it. */
    private static JsonObjectBuilder annotations(Tool tool) {
        return object().add("destructiveHint", tool.needsApproval(JsonObject.EMPTY_JSON_OBJECT)).add("openWorldHint", false);
    }

    private void call(Exchange exchange, McpMessage message, JsonValue id, boolean stateless) {
        String name = message.text("name").orElse("");
        RequestScope scope = exchange.scope(BodyFacts.NONE);
        Offered offered = tools.stream().filter(known -> known.name().equals(name))
                .filter(known -> known.decision(scope) != ToolPolicy.Decision.DENY).findFirst().orElseThrow(() ->
                new McpFault(stateless ? 400 : 200, McpFault.INVALID_PARAMS, "Unknown tool", null));
        JsonValue arguments = message.params().getOrDefault("arguments", JsonObject.EMPTY_JSON_OBJECT);
        if (!(arguments instanceof JsonObject members)) {
            throw new McpFault(stateless ? 400 : 200, McpFault.INVALID_PARAMS, "arguments must be an object", null);
        }
        Tool tool = offered.tool();
        if (offered.decision(scope) == ToolPolicy.Decision.ASK) {
            exchange.reply(result(id, content("The policy of this API key wants a person to approve each call of this tool, and nobody can "
                    + "be asked here. Nothing was done.", true), stateless));
            return;
        }
        if (!tool.isFor(scope)) {
            exchange.reply(result(id, content("This request has no memory: send X-Hermes-Session-Key, or X-Hermes-Session-Id", true),
                    stateless));
            return;
        }
        exchange.replyFromMemory(() -> result(id, called(tool, scope, members), stateless), calls);
    }

    private JsonObjectBuilder called(Tool tool, RequestScope scope, JsonObject arguments) {
        Cancellation cancellation = new Cancellation();
        ScheduledFuture<?> deadline = timer.schedule(() -> cancellation.cancel(Cancellation.Reason.DEADLINE),
                CALL_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        try {
            long epoch = scope.memoryScope().map(memory::epoch).orElse(0L);
            return content(tool.call(new ToolContext(scope, List.of(), cancellation, epoch, ToolContext.Asked.NOTHING,
                    ToolContext.Approval.COVERED), arguments), false);
        } catch (ToolFailure | ApiException e) {
            return content(String.valueOf(e.getMessage()), true);
        } finally {
            deadline.cancel(false);
        }
    }

    private static JsonObjectBuilder content(String text, boolean failed) {
        return object().add("content", Json.builders().createArrayBuilder().add(object().add("type", "text").add("text", text)))
                .add("isError", failed);
    }

    private static JsonObjectBuilder capabilities() {
        return object().add("tools", object());
    }

    private JsonObjectBuilder serverInfo() {
        return object().add("name", "talaria").add("title", "Talaria").add("version", version);
    }

    private static JsonObjectBuilder cacheable(JsonObjectBuilder result, boolean stateless, String scope) {
        return stateless ? result.add("ttlMs", LIST_LIFE).add("cacheScope", scope) : result;
    }

    private static Reply result(JsonValue id, JsonObjectBuilder result, boolean stateless) {
        JsonObjectBuilder whole = stateless ? result.add("resultType", "complete") : result;
        return Reply.ok(object().add("jsonrpc", "2.0").add("id", id).add("result", whole).build().toString());
    }

    private static Reply error(@Nullable JsonValue id, McpFault fault) {
        JsonObjectBuilder error = object().add("code", fault.code()).add("message", fault.text());
        Optional.ofNullable(fault.data()).ifPresent(data -> error.add("data", data));
        JsonObjectBuilder whole = object().add("jsonrpc", "2.0");
        if (id != null) {
            whole.add("id", id);
        }
        return new Reply(fault.status(), whole.add("error", error).build().toString(), Map.of());
    }

    private static JsonObjectBuilder object() {
        return Json.builders().createObjectBuilder();
    }
}
