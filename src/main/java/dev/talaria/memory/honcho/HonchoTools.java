package dev.talaria.memory.honcho;

import dev.talaria.json.Json;
import dev.talaria.memory.Recall;
import dev.talaria.memory.honcho.HonchoTool.Arguments;
import dev.talaria.memory.honcho.wire.Answer;
import dev.talaria.scope.RequestScope;
import dev.talaria.text.Truncation;
import dev.talaria.tool.Tool;
import dev.talaria.tool.ToolFailure;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The five tools by which a model reads and writes Honcho, under the names that models know. Safe for many threads. */
final class HonchoTools {
    private static final int MAX_FOUND = 800;
    private static final int CONCLUSIONS = 25;
    private static final int MAX_CARD_LINES = 40;
    private static final String NOTHING = "Nothing is known.";
    private static final Set<String> LEVELS = Set.of("minimal", "low", "medium", "high", "max");

    private final Honcho honcho;
    private final SessionProvisioner provisioner;
    private final Function<RequestScope, HonchoLocation> locations;

    /** @param locations returns the location of a request with a memory scope */
    HonchoTools(Honcho honcho, SessionProvisioner provisioner, Function<RequestScope, HonchoLocation> locations) {
        this.honcho = honcho;
        this.provisioner = provisioner;
        this.locations = locations;
    }

    List<Tool> all() {
        return List.of(
                tool("honcho_profile", "Returns the key facts about the user as a list. With `card` it replaces that list.", """
                        {"card": {"type": "array", "items": {"type": "string"}, "description": "The whole new list of facts."}}""",
                        this::profile),
                tool("honcho_search", "Searches earlier conversations with the user and returns the messages word for word.", """
                        {"query": {"type": "string"},
                         "limit": {"type": "integer", "minimum": 3, "maximum": 20, "description": "How many; 8 by default."}}""",
                        this::search),
                tool("honcho_context", "Returns what has been concluded about the user and a summary of earlier conversations.", """
                        {"query": {"type": "string", "description": "What it should be about."}}""",
                        this::context),
                tool("honcho_reasoning", "Lets the memory's own model answer a question about the user. Slow.", """
                        {"query": {"type": "string"},
                         "reasoning_level": {"type": "string", "enum": ["minimal", "low", "medium", "high", "max"]}}""",
                        this::reasoning),
                tool("honcho_conclude", "Stores a fact about the user (`conclusion`), searches the stored ones (`query`), lists the "
                        + "newest (`list`: true) or deletes one by its id (`delete_id`). Give exactly one of them.", """
                        {"conclusion": {"type": "string"}, "query": {"type": "string"}, "list": {"type": "boolean"},
                         "delete_id": {"type": "string"}}""",
                        this::conclude));
    }

    private Tool tool(String name, String description, String properties, HonchoTool.Action action) {
        return new HonchoTool(name, description, Json.parse(properties).asJsonObject(), locations, action);
    }

    private Honcho asking(Arguments arguments) {
        return honcho.within(arguments.trace());
    }

    private String profile(HonchoLocation location, Arguments arguments) throws ToolFailure {
        if (!arguments.has("card")) {
            Answer known = arguments.await(asking(arguments).context(location, "", 1));
            List<String> card = Representation.card(known.object());
            return card.isEmpty() ? NOTHING : lines(card.stream());
        }
        if (!(arguments.object().get("card") instanceof JsonArray card) || card.size() > MAX_CARD_LINES
                || !card.stream().allMatch(JsonString.class::isInstance)) {
            throw new ToolFailure("'card' must be an array of at most " + MAX_CARD_LINES + " texts");
        }
        provisioner.ensure(location);
        asking(arguments).card(location, Json.builders().createObjectBuilder().add("peer_card", card).build());
        return "Kept.";
    }

    private String search(HonchoLocation location, Arguments arguments) throws ToolFailure {
        Answer found = arguments.await(asking(arguments).search(location, arguments.required("query"),
                arguments.number("limit", 3, 20, 8), null));
        String text = lines(found.items().stream().map(HonchoMessage::new)
                .map(message -> "[" + message.at() + " " + message.role(location.ai()).wire() + "] " + cut(message.content())));
        return text.isEmpty() ? "Nothing was found." : text;
    }

    private String context(HonchoLocation location, Arguments arguments) throws ToolFailure {
        CompletableFuture<Answer> summaries = asking(arguments).summaries(location);
        String question = Honcho.question(arguments.text("query").orElse(""));
        Answer context = arguments.await(asking(arguments).context(location, question, CONCLUSIONS));
        String text = lines(Stream.concat(Representation.items(context.object()).stream(),
                Representation.summary(arguments.await(summaries).object()).stream()).map(Recall.Item::text));
        return text.isEmpty() ? NOTHING : text;
    }

    private String reasoning(HonchoLocation location, Arguments arguments) throws ToolFailure {
        String level = arguments.text("reasoning_level").orElse("low");
        if (!LEVELS.contains(level)) {
            throw new ToolFailure("'reasoning_level' must be one of minimal, low, medium, high, max");
        }
        provisioner.ensure(location);
        Answer said = arguments.await(asking(arguments).chat(location, arguments.required("query"), level));
        String answer = HonchoMessage.text(said.object(), "content", "");
        return answer.isBlank() ? NOTHING : answer;
    }

    private String conclude(HonchoLocation location, Arguments arguments) throws ToolFailure {
        List<String> asked = Stream.of("conclusion", "query", "list", "delete_id").filter(arguments::has).toList();
        if (asked.size() != 1) {
            throw new ToolFailure("give exactly one of conclusion, query, list, delete_id");
        }
        provisioner.ensure(location);
        return switch (asked.get(0)) {
            case "conclusion" -> keep(asking(arguments), location, arguments.required("conclusion"));
            case "query" -> shown(asking(arguments).conclusions(location, "query", Json.builders().createObjectBuilder()
                    .add("query", arguments.required("query")).add("top_k", CONCLUSIONS).add("filters", ours(location)).build()).items());
            case "list" -> shown(newest(asking(arguments), location));
            default -> delete(asking(arguments), location, arguments.required("delete_id"));
        };
    }

    /** Stores a fact unless the same text is already stored. */
    private static String keep(Honcho honcho, HonchoLocation location, String conclusion) {
        if (newest(honcho, location).stream().anyMatch(one -> conclusion.equals(HonchoMessage.text(one, "content", "")))) {
            return "That is already stored.";
        }
        JsonObjectBuilder one = Json.builders().createObjectBuilder().add("content", conclusion).add("observer_id", location.ai())
                .add("observed_id", location.user());
        if (location.transcript() != null) {
            // Recall asks for conclusions by sessions.
            one.add("session_id", location.session());
        }
        JsonArrayBuilder array = Json.builders().createArrayBuilder().add(one);
        honcho.conclusions(location, null, Json.builders().createObjectBuilder().add("conclusions", array).build());
        return "Kept.";
    }

    /** Honcho deletes any conclusion of the workspace by its id, so the id must first be found among the user's own. */
    private static String delete(Honcho honcho, HonchoLocation location, String id) throws ToolFailure {
        if (newest(honcho, location).stream().noneMatch(one -> id.equals(HonchoMessage.text(one, "id", "")))
                || !honcho.deleteConclusion(location, id)) {
            throw new ToolFailure("there is no such conclusion about this user among the newest " + Honcho.PAGE);
        }
        return "Deleted.";
    }

    private static List<JsonObject> newest(Honcho honcho, HonchoLocation location) {
        return honcho.conclusions(location, "list", Json.builders().createObjectBuilder().add("filters", ours(location)).build()).items();
    }

    private static JsonObject ours(HonchoLocation location) {
        return Json.builders().createObjectBuilder().add("observer_id", location.ai()).add("observed_id", location.user()).build();
    }

    private static String shown(List<JsonObject> conclusions) {
        String text = lines(conclusions.stream()
                .map(one -> HonchoMessage.text(one, "id", "") + ": " + cut(HonchoMessage.text(one, "content", ""))));
        return text.isEmpty() ? NOTHING : text;
    }

    private static String lines(Stream<String> texts) {
        return texts.map(text -> "- " + text).collect(Collectors.joining("\n"));
    }

    private static String cut(String text) {
        return Truncation.marked(text, MAX_FOUND);
    }
}
