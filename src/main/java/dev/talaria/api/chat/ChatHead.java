package dev.talaria.api.chat;

import dev.talaria.run.Run;
import jakarta.json.stream.JsonGenerator;
import java.util.Objects;

/**
 * The first members of a reply and of every chunk of a stream.
 *
 * @param created seconds since 1970
 * @param model   the name the client asked for
 */
record ChatHead(String id, long created, String model) {
    ChatHead {
        Objects.requireNonNull(id);
        Objects.requireNonNull(model);
    }

    static ChatHead of(Run run, String model) {
        return new ChatHead("chatcmpl-" + run.id().hex(), run.created().getEpochSecond(), model);
    }

    void write(JsonGenerator json, String object) {
        json.write("id", id).write("object", object).write("created", created).write("model", model);
    }
}
