package dev.talaria.api.items;

import dev.talaria.message.Message;
import java.util.Objects;

/** One element of an input list. */
public sealed interface InputItem {
    /** @param path where it stands in the body, e.g. {@code input[2]} */
    record MessageInput(Message message, String path) implements InputItem {
        public MessageInput {
            Objects.requireNonNull(message);
            Objects.requireNonNull(path);
        }
    }

    /** An earlier item that is meant by its id alone. */
    record Referred(String id, String path) implements InputItem {
        public Referred {
            Objects.requireNonNull(id);
            Objects.requireNonNull(path);
        }
    }

    /**
     * An item that no model behind the chat schema can be told: its neighbours count as if it were not there.
     *
     * @param type as sent
     */
    record PassedOver(String type) implements InputItem {
        public PassedOver {
            Objects.requireNonNull(type);
        }
    }
}
