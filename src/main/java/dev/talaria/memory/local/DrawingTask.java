package dev.talaria.memory.local;

import dev.talaria.error.ApiException;
import dev.talaria.json.Records;
import dev.talaria.json.StoredJson;
import jakarta.json.JsonObject;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.util.Objects;
import java.util.Optional;

/** What a model is to draw from a memory scope: the payload of a delivery in the outbox. */
@JsonbTypeInfo(key = "do", value = {@JsonbSubtype(alias = "facts", type = DrawingTask.Facts.class),
    @JsonbSubtype(alias = "summary", type = DrawingTask.Summary.class)})
public sealed interface DrawingTask {
    /** Returns the payload as the outbox stores it. */
    default JsonObject payload() {
        return StoredJson.DRAWING_TASK.versioned(Records.tree(this));
    }

    /**
     * Returns a payload's task; empty if this release does not know it.
     *
     * @throws ApiException {@code written_by_newer_release}
     */
    static Optional<DrawingTask> of(JsonObject payload) {
        return Records.read(StoredJson.DRAWING_TASK.check(payload), DrawingTask.class);
    }

    /** Facts of the turns that wait. */
    record Facts() implements DrawingTask {
    }

    /**
     * The summary of a session.
     *
     * @param session its name in the scope's rows
     */
    record Summary(String session) implements DrawingTask {
        public Summary {
            Objects.requireNonNull(session);
        }
    }
}
