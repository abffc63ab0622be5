package dev.talaria.api.items;

import dev.talaria.agent.context.SummaryBlock;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import dev.talaria.message.Message;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A {@code compaction} item: the summary of a conversation that its client stores. Opaque to clients but not secret, because it says only
 * what the client has sent. Pure functions.
 */
public final class CompactedItem {
    /** Marks texts of this form; those of other servers are ignored. */
    private static final String MARK = "talaria-summary1.";

    private CompactedItem() {
    }

    /** Returns the item that holds the summary. */
    public static JsonObject of(String id, String summary) {
        return Json.builders().createObjectBuilder().add("id", id).add("type", "compaction").add("encrypted_content", MARK
                + Base64.getUrlEncoder().withoutPadding().encodeToString(summary.getBytes(StandardCharsets.UTF_8))).build();
    }

    /** Returns the summary as the model gets it; empty for an item of another server. */
    static Optional<Message> message(JsonBody item) {
        if (!(item.value("encrypted_content").orElse(null) instanceof JsonString text) || !text.getString().startsWith(MARK)) {
            return Optional.empty();
        }
        try {
            byte[] summary = Base64.getUrlDecoder().decode(text.getString().substring(MARK.length()));
            return Optional.of(SummaryBlock.alone(new String(summary, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }
}
