package dev.talaria.memory.local.tool;

import dev.talaria.tool.ToolArguments;
import dev.talaria.tool.ToolContext;
import dev.talaria.tool.ToolFailure;
import jakarta.json.JsonObject;
import java.util.Optional;

/** {@code memory_remember}: keeps a statement as a note of the model. */
final class RememberTool extends MemoryTool {
    private static final int MAX = 2_000;

    RememberTool(Items items) {
        super(items, "memory_remember", "Keeps one statement for later conversations, when the user asks for it.", """
                {"text": {"type": "string", "description": "Whole and clear by itself."}}""");
    }

    @Override
    public String call(ToolContext context, JsonObject arguments) throws ToolFailure {
        Optional<String> text = new ToolArguments(arguments).text("text");
        if (text.isEmpty() || text.get().length() > MAX) {
            throw new ToolFailure("'text' must be a statement of 1 to " + MAX + " characters");
        }
        return switch (items.note(context.scope(), context.epoch(), text.get())) {
            case KEPT -> "Kept.";
            case KNOWN -> "That was kept already.";
            case FORGOTTEN -> throw new ToolFailure("all of this memory was forgotten since the turn started, so nothing of it is kept");
        };
    }
}
