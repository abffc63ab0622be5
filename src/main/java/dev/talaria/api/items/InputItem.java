package dev.talaria.api.items;

import dev.talaria.message.Message;
import java.util.Objects;

/** One element of an input list. */
public sealed interface InputItem {
    /** @param path its path in the body, e.g. {@code input[2]} */
    record MessageInput(Message message, String path) implements InputItem {
        public MessageInput {
            Objects.requireNonNull(message);
            Objects.requireNonNull(path);
        }
    }

    /** A reference to an earlier item by its id. */
    record Referred(String id, String path) implements InputItem {
        public Referred {
            Objects.requireNonNull(id);
            Objects.requireNonNull(path);
        }
    }

    /**
     * An item that a model with the chat schema cannot be given: it is skipped.
     *
     * @param type as sent
     */
    record PassedOver(String type) implements InputItem {
        public PassedOver {
            Objects.requireNonNull(type);
        }
    }
}
