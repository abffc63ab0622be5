package dev.talaria.api.items;

import dev.talaria.api.http.tool.ToolNames;
import dev.talaria.api.items.ItemIds.Kind;
import dev.talaria.json.Json;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.ToolResult;
import dev.talaria.session.Node;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Derives items from the nodes of a session. One message may be several items: reasoning, text, calls. */
public final class TurnItems {
    /** An item with its node and part; for a text item, all the text of its message. */
    public record Placed(Item item, Node node, Part part) {
    }

    private final ItemFormat format;
    private final List<Placed> items = new ArrayList<>();
    private final ItemIds ids = new ItemIds();
    private final Map<String, ToolCall> open = new HashMap<>();
    private final Set<String> answeredByServer = new HashSet<>();
    private final Set<String> freeform = new HashSet<>();

    private TurnItems(List<Node> nodes, ItemFormat format) {
        this.format = format;
        nodes.stream().filter(node -> !node.fromClient()).flatMap(node -> node.message().toolResults().stream())
                .map(ToolResult::callId).forEach(answeredByServer::add);
        nodes.forEach(this::add);
    }

    /** Returns the items of a branch, from top to bottom. */
    public static List<Placed> all(List<Node> nodes, ItemFormat format) {
        return new TurnItems(nodes, format).items;
    }

    /**
     * What the run of these nodes said.
     *
     * @param serverTools with calls of the server's tools and their results
     */
    public static List<Item> said(List<Node> turn, ItemFormat format, boolean serverTools) {
        TurnItems said = new TurnItems(turn.stream().filter(node -> !node.fromClient()).toList(), format);
        return said.items.stream().filter(placed -> serverTools || !said.isServers(placed.part())).map(Placed::item).toList();
    }

    private boolean isServers(Part part) {
        return part instanceof ToolResult || part instanceof ToolCall call && answeredByServer.contains(call.id());
    }

    /** Returns the items that the client sent, without skipped ones. */
    public static List<Item> sent(List<Node> turn, ItemFormat format) {
        return all(turn.stream().filter(Node::fromClient).toList(), format).stream().map(Placed::item).toList();
    }

    private void add(Node node) {
        Message message = node.message();
        switch (message.role()) {
            case ASSISTANT -> assistant(node);
            case TOOL -> message.toolResults().forEach(result -> result(node, result));
            default -> {
                String id = id(Kind.MESSAGE, node);
                place(id, ItemJson.input(id, message.role(), message.parts()), node, null);
            }
        }
    }

    private void assistant(Node node) {
        String status = node.partial() ? ItemJson.INCOMPLETE : ItemJson.COMPLETED;
        JsonArrayBuilder content = Json.builders().createArrayBuilder();
        Part words = null;
        for (Part part : node.message().parts()) {
            if (part instanceof Part.Reasoning reasoning) {
                String id = id(Kind.REASONING, node);
                place(id, ItemJson.reasoning(id, status, reasoning.text(), format.summaries()), node, part);
            } else if (part instanceof Part.Text text) {
                content.add(ItemJson.text(text.text(), JsonValue.EMPTY_JSON_ARRAY));
                words = part;
            } else if (part instanceof Part.Refusal refusal) {
                content.add(ItemJson.refusal(refusal.text()));
                words = part;
            }
        }
        if (words != null) {
            String id = id(Kind.MESSAGE, node);
            place(id, ItemJson.message(id, status, content.build()), node, words);
        }
        node.message().toolCalls().forEach(call -> call(node, call));
    }

    /** A server tool's call is shown with its result. */
    private void call(Node node, ToolCall call) {
        if (!node.fromClient() && answeredByServer.contains(call.id())) {
            open.put(call.id(), call);
        } else {
            place(node, call);
        }
    }

    private void place(Node node, ToolCall call) {
        ToolNames.Declared tool = format.tools().declared(call.name());
        if (tool.kind() == ToolNames.Kind.CUSTOM) {
            freeform.add(call.id());
        }
        String id = id(Kind.CALL, node);
        place(id, ItemJson.call(id, ItemJson.COMPLETED, call.id(), tool, call.arguments()), node, call);
    }

    private void result(Node node, ToolResult result) {
        ToolCall call = open.remove(result.callId());
        if (call != null) {
            place(node, call);
        }
        String id = id(Kind.OUTPUT, node);
        place(id, ItemJson.output(id, result, freeform.contains(result.callId())), node, result);
    }

    private String id(Kind kind, Node node) {
        return node.fromClient() ? ids.sent(kind, node.run()) : ids.said(kind, node.run());
    }

    private void place(String id, JsonObject json, Node node, Part part) {
        items.add(new Placed(new Item(id, json), node, part));
    }

    /** Returns the message of one item for a model; without parts if no model is given it. */
    public static Message messageOf(Placed placed) {
        Message message = placed.node().message();
        if (placed.part() == null || message.role() == Role.TOOL && !(placed.part() instanceof ToolCall)) {
            return message;
        }
        if (placed.part() instanceof ToolCall call) {
            return new Message(Role.ASSISTANT, List.of(call), null);
        }
        List<Part> words = message.parts().stream().filter(part -> part instanceof Part.Text || part instanceof Part.Refusal).toList();
        return new Message(Role.ASSISTANT, placed.part() instanceof Part.Reasoning ? List.of() : words, message.author());
    }
}
