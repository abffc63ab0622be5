package dev.talaria.agent.context;

import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.ToolCall;
import dev.talaria.message.ToolResult;
import jakarta.json.JsonObject;
import java.util.List;

/**
 * Estimates tokens without a model's tokenizer: four ASCII characters a token, two of other alphabets, one of the scripts without blanks.
 * Pure functions.
 */
public final class TokenEstimate {
    /** A character's share of a token, in quarters. */
    private static final int LETTER = 2;
    private static final int IDEOGRAPH = 4;
    private static final int QUARTERS = 4;
    private static final char FIRST_LETTER = 0x80;
    private static final char FIRST_IDEOGRAPH = 0x2E80;
    /** What a message costs beside its parts. */
    private static final int MESSAGE = 4;
    private static final int IMAGE = 1_000;
    private static final int TOOL = 8;

    private TokenEstimate() {
    }

    /** Returns the estimate for a text, rounded up. */
    public static int of(String text) {
        long quarters = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quarters += c < FIRST_LETTER ? 1 : c < FIRST_IDEOGRAPH ? LETTER : IDEOGRAPH;
        }
        return (int) Math.min(Integer.MAX_VALUE, (quarters + QUARTERS - 1) / QUARTERS);
    }

    /** Returns the estimate for one message. */
    public static int of(Message message) {
        int tokens = MESSAGE;
        for (Part part : message.parts()) {
            tokens += of(part);
        }
        return tokens;
    }

    private static int of(Part part) {
        if (part instanceof Part.Text text) {
            return of(text.text());
        } else if (part instanceof ToolResult result) {
            return of(result.content());
        } else if (part instanceof ToolCall call) {
            return TOOL + of(call.name()) + of(call.arguments());
        } else if (part instanceof Part.Image) {
            return IMAGE;
        } else if (part instanceof Part.Reasoning reasoning) {
            return reasoning.form() == null ? 0 : of(reasoning.text());
        }
        return part instanceof Part.Refusal refusal ? of(refusal.text()) : 0;
    }

    /** Returns the estimate for several messages. */
    public static int of(List<Message> messages) {
        int tokens = 0;
        for (Message message : messages) {
            tokens += of(message);
        }
        return tokens;
    }

    /** Returns the estimate for tools in the shape of the OpenAI chat schema. */
    public static int ofTools(List<JsonObject> tools) {
        int tokens = 0;
        for (JsonObject tool : tools) {
            tokens += TOOL + of(tool.toString());
        }
        return tokens;
    }
}
