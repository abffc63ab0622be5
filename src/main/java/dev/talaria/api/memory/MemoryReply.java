package dev.talaria.api.memory;

import dev.talaria.api.http.reply.ReplyJson;
import dev.talaria.json.Json;
import dev.talaria.memory.Forgotten;
import dev.talaria.memory.Incoming;
import dev.talaria.memory.ItemKind;
import dev.talaria.memory.MemoryPage;
import dev.talaria.memory.MemoryProfile;
import dev.talaria.memory.ProfileChange;
import dev.talaria.memory.ProfileEntry;
import dev.talaria.memory.Remembered;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.time.Instant;
import java.util.List;

/** Renders the replies of the memory endpoint as JSON. */
final class MemoryReply {
    private MemoryReply() {
    }

    static String imported(List<Incoming.Outcome> outcomes) {
        long stored = outcomes.stream().filter(Incoming.Outcome::stored).count();
        return Json.object(json -> {
            json.write("object", "memory.import").write("stored", stored).write("existing", outcomes.size() - stored);
            json.writeStartArray("data");
            outcomes.forEach(outcome -> json.writeStartObject().write("id", outcome.id())
                    .write("status", outcome.stored() ? "stored" : "existing").writeEnd());
            json.writeEnd();
        });
    }

    static String found(List<Remembered.ScoredMemory> matches) {
        return Json.object(json -> {
            json.write("object", "list").writeStartArray("data");
            for (Remembered.ScoredMemory scoredMemory : matches) {
                item(json.writeStartObject(), scoredMemory.item(), scoredMemory.item().metadata());
                json.write("score", scoredMemory.score()).write("read_only", !scoredMemory.own()).writeEnd();
            }
            json.writeEnd();
        });
    }

    static String list(MemoryPage<Remembered> pages) {
        return Json.object(json -> {
            json.write("object", "list");
            ReplyJson.page(json, pages.items(), Remembered::id, (out, item) -> {
                item(out.writeStartObject(), item, item.metadata());
                out.writeEnd();
            }, pages.more());
        });
    }

    static String item(Remembered item) {
        return Json.object(json -> item(json, item, item.metadata()));
    }

    /**
     * Returns one line of an export, which an import accepts unchanged. The metadata name the message and its session, so that an import
     * stores the message once and with its neighbours.
     *
     * @param changes what the user has changed of what the message says of them
     */
    static String line(Remembered item, List<ProfileChange> changes) {
        JsonObjectBuilder metadata = Json.builders().createObjectBuilder(item.metadata());
        if (isUnnamed(item.metadata().get("id"))) {
            metadata.add("id", item.id());
        }
        if (isUnnamed(item.metadata().get("session_id"))) {
            metadata.add("session_id", item.session());
        }
        JsonObject known = metadata.build();
        return Json.generate(json -> {
            item(json.writeStartObject(), item, known);
            if (!changes.isEmpty()) {
                changes(json, changes);
            }
            json.writeEnd();
        }) + "\n";
    }

    private static void changes(JsonGenerator json, List<ProfileChange> changes) {
        json.writeStartArray("profile");
        for (ProfileChange change : changes) {
            json.writeStartObject().write("place", change.place()).write("kind", change.kind());
            ReplyJson.nullable(json, "value", change.value());
            ReplyJson.nullable(json, "edited_at", text(change.edited()));
            json.writeEnd();
        }
        json.writeEnd();
    }

    /** Follows the import's reading: null, JSON null and blank texts are no name. */
    private static boolean isUnnamed(JsonValue name) {
        return name == null || name == JsonValue.NULL || name instanceof JsonString text && text.getString().isBlank();
    }

    static String forgotten(Forgotten forgotten) {
        return Json.object(json -> {
            json.write("object", "memory").write("deleted", true).write("items", forgotten.items());
            json.writeStartArray("remains");
            forgotten.remains().forEach(json::write);
            json.writeEnd();
        });
    }

    static String profile(MemoryProfile profile, String provider) {
        return Json.object(json -> {
            json.write("object", "memory.profile").write("provider", provider)
                    .write("items", profile.items()).write("sessions", profile.sessions());
            ReplyJson.nullable(json, "oldest_at", text(profile.oldest()));
            ReplyJson.nullable(json, "newest_at", text(profile.newest()));
            ReplyJson.nullable(json, "representation", profile.representation());
            json.write("pending_embeddings", profile.pending() == null ? JsonValue.NULL : Json.number(profile.pending()));
            json.writeStartArray("card");
            profile.card().forEach(json::write);
            json.writeEnd().writeStartArray("participants");
            for (MemoryProfile.Participant participant : profile.participants()) {
                json.writeStartObject().write("role", participant.role().wire());
                ReplyJson.nullable(json, "name", participant.name());
                json.write("items", participant.items()).writeEnd();
            }
            json.writeEnd().writeStartArray("entries");
            for (ProfileEntry entry : profile.entries()) {
                json.writeStartObject().write("id", entry.id()).write("kind", entry.kind()).write("value", entry.value())
                        .write("source_id", entry.source());
                ReplyJson.nullable(json, "user", entry.user());
                json.write("created_at", entry.at().toString());
                ReplyJson.nullable(json, "edited_at", text(entry.edited()));
                json.writeEnd();
            }
            json.writeEnd();
        });
    }

    static String edited(String id) {
        return Json.object(json -> json.write("id", id).write("object", "memory.profile.entry").write("edited", true));
    }

    private static void item(JsonGenerator json, Remembered item, JsonObject metadata) {
        json.write("id", item.id()).write("object", "memory.item").write("role", item.role().wire());
        ReplyJson.nullable(json, "name", item.author());
        json.write("content", item.text()).write("created_at", item.at().toString()).write("session_id", item.session())
                .write("metadata", metadata).write("kind", item.kind().wire());
        ReplyJson.nullable(json, "edited_at", text(item.edited()));
        if (item.kind() == ItemKind.FACT) {
            json.writeStartArray("sources");
            item.sources().forEach(json::write);
            json.writeEnd();
            ReplyJson.nullable(json, "superseded_by", item.supersededBy());
        }
    }

    private static String text(Instant at) {
        return at == null ? null : at.toString();
    }
}
