package dev.talaria.model.demo;

import dev.talaria.error.Problem;
import dev.talaria.json.Json;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.ToolResult;
import dev.talaria.message.Usage;
import dev.talaria.model.ModelRequest;
import dev.talaria.model.UpstreamFaults;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Composes the reply to one request: what directives demand, else an {@link Answer} or a demanded tool call. Deterministic: equal requests
 * get equal replies.
 */
final class DemoMind {
    private static final Pattern WORDS = Pattern.compile("\\s*\\S+|\\s+");
    private static final int CHARS_PER_TOKEN = 4;
    private static final UpstreamFaults FAULTS = new UpstreamFaults(null);

    private final ModelRequest request;
    private final List<Message> earlier;
    private final List<Message> since;
    private final LastInput input;
    private final Demands demands;

    private DemoMind(ModelRequest request) {
        this.request = request;
        List<Message> messages = request.messages();
        int last = messages.size() - 1;
        while (last >= 0 && messages.get(last).role() != Role.USER) {
            last--;
        }
        input = LastInput.of(last < 0 ? "" : messages.get(last).text());
        demands = Demands.of(request);
        earlier = messages.subList(0, Math.max(0, last));
        since = messages.subList(last + 1, messages.size());
    }

    static DemoReply reply(ModelRequest request) {
        DemoMind mind = new DemoMind(request);
        return Directives.parse(mind.input.text()).map(mind::obey).orElseGet(mind::answer);
    }

    private DemoReply answer() {
        List<ToolCall> demanded = demanded();
        if (!demanded.isEmpty()) {
            return reply("", "", demanded, Duration.ZERO, 0);
        }
        List<ToolResult> results = since.stream().flatMap(message -> message.toolResults().stream()).toList();
        String text = results.isEmpty() ? Answer.to(input, earlier) : quoted(results);
        return reply("", demands.shaped(text), List.of(), Duration.ZERO, 0);
    }

    /**
     * Returns the next demanded call, if any. Each tool is called once a turn, so that a client that repeats its demand gets an answer in
     * the end.
     */
    private List<ToolCall> demanded() {
        Set<String> called = since.stream().flatMap(message -> message.toolCalls().stream()).map(ToolCall::name)
                .collect(Collectors.toSet());
        return demands.wish(called, input.text()).map(wish -> new ToolCall(callId(0, wish), wish.name(), wish.arguments())).stream()
                .toList();
    }

    private DemoReply obey(Directives directives) {
        List<ToolResult> results = new ArrayList<>();
        List<ToolCall> open = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        Map<String, Integer> asked = new HashMap<>();
        for (Directives.ToolWish wish : directives.tools()) {
            int place = asked.merge(wish.name(), 1, Integer::sum) - 1;
            List<ToolResult> answered = resultsOf(wish.name());
            if (place < answered.size()) {
                results.add(answered.get(place));
            } else if (isOffered(wish.name())) {
                open.add(new ToolCall(callId(place, wish), wish.name(), wish.arguments()));
            } else {
                missing.add("There is no tool " + wish.name() + " here.");
            }
        }
        if (open.isEmpty() && directives.text() == null && !directives.tools().isEmpty()) {
            open.addAll(demanded());
        }
        String reasoning = directives.reasoning() == null ? "" : directives.reasoning();
        if (!open.isEmpty()) {
            return reply(reasoning, "", open, directives.pause(), directives.error());
        }
        String text = directives.text() != null ? directives.text() : quoted(results);
        String whole = missing.isEmpty() ? text : (text + "\n" + String.join("\n", missing)).strip();
        String shaped = directives.text() != null ? whole : demands.shaped(whole);
        return reply(reasoning, shaped, List.of(), directives.pause(), directives.error());
    }

    /** Returns the results of this tool's calls since the last user message, in order. */
    private List<ToolResult> resultsOf(String tool) {
        List<String> calls = since.stream().flatMap(message -> message.toolCalls().stream())
                .filter(call -> call.name().equals(tool)).map(ToolCall::id).toList();
        return since.stream().flatMap(message -> message.toolResults().stream())
                .filter(result -> calls.contains(result.callId())).toList();
    }

    private boolean isOffered(String tool) {
        return request.offered().stream().anyMatch(offer -> offer.get("function") instanceof JsonObject function
                && Json.string(tool).equals(function.get("name")));
    }

    /** Returns an id that differs between turns: with an equal id, an earlier turn's result would answer the call. */
    private String callId(int place, Directives.ToolWish wish) {
        return "call_demo_%d_%d_%08x".formatted(earlier.size(), place, wish.hashCode());
    }

    private static String quoted(List<ToolResult> results) {
        return results.stream().map(result -> "The tool answered: " + result.content()).collect(Collectors.joining("\n"));
    }

    private DemoReply reply(String reasoning, String text, List<ToolCall> calls, Duration pause, int error) {
        List<String> thought = chunks(reasoning);
        List<String> said = chunks(text);
        long room = maxTokens();
        boolean cut = said.size() > room;
        said = cut ? said.subList(0, (int) room) : said;
        Problem problem = error == 0 ? null
                : FAULTS.ofStatus(error, "The demo model was told to fail", null);
        FinishReason finish = cut ? FinishReason.LENGTH : calls.isEmpty() ? FinishReason.STOP : FinishReason.TOOL_CALLS;
        return new DemoReply(whole(thought), whole(said), calls, pause, problem, finish, usage(thought.size(), said.size(), calls));
    }

    private List<String> whole(List<String> chunks) {
        return request.stream() || chunks.isEmpty() ? chunks : List.of(String.join("", chunks));
    }

    private static List<String> chunks(String text) {
        return WORDS.matcher(text).results().map(MatchResult::group).toList();
    }

    private long maxTokens() {
        for (String name : List.of("max_completion_tokens", "max_tokens")) {
            if (request.parameters().get(name) instanceof JsonNumber number) {
                return Math.max(0, number.longValue());
            }
        }
        return Long.MAX_VALUE;
    }

    private Usage usage(int thought, int said, List<ToolCall> calls) {
        long prompt = request.messages().stream().mapToLong(message -> tokens(message.text()) + 1).sum();
        long called = calls.stream().mapToLong(call -> tokens(call.name()) + tokens(call.arguments())).sum();
        long completion = thought + said + called;
        return new Usage(prompt, completion, prompt + completion, 0, thought);
    }

    private static long tokens(String text) {
        return ((long) text.length() + CHARS_PER_TOKEN - 1) / CHARS_PER_TOKEN;
    }
}
