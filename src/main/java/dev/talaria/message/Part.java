package dev.talaria.message;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Objects;

/** One piece of a message. */
public sealed interface Part permits Part.Text, Part.Image, Part.Reasoning, Part.Refusal, Part.Extension,
        Part.Unknown, ToolCall, ToolResult {

    /** Plain text. */
    record Text(String text) implements Part {
        public Text {
            Objects.requireNonNull(text);
        }
    }

    /**
     * A picture.
     *
     * @param url    an http(s) or {@code data:image/} URL
     * @param detail {@code low}, {@code high}, {@code auto} …; null where not given
     */
    record Image(String url, String detail) implements Part {
        public Image {
            Objects.requireNonNull(url);
        }
    }

    /**
     * What the model thought aloud. It is shown to the reader and is no text of the message.
     *
     * @param form how the model wrote it, so that it can be sent back the same way: the member of the message that held it
     *             ({@code reasoning_content}, {@code reasoning} …) or {@link #TAGS}; null where that is not known, and then it stays here
     */
    record Reasoning(String text, String form) implements Part {
        /** The form of a thought that stands at the start of the text, between {@code <think>} and {@code </think>}. */
        public static final String TAGS = "<think>";

        public Reasoning {
            Objects.requireNonNull(text);
        }

        public Reasoning(String text) {
            this(text, null);
        }
    }

    /**
     * Members of an assistant's message that mean nothing here and are handed on as they are: signatures, encrypted reasoning and
     * the like, which a model may demand back. A message has at most one; one without members tells where the message came from.
     *
     * @param members by their names on the wire
     * @param origin  the upstream they came from, as {@code ModelProvider.origin()} names it; null in a client's copy
     */
    record Extension(JsonObject members, String origin) implements Part {
        public Extension {
            Objects.requireNonNull(members);
        }
    }

    /**
     * A part that this release cannot read, because a newer one has written it. It is kept and shown to nobody.
     *
     * @param stored as it is stored
     */
    record Unknown(JsonValue stored) implements Part {
        public Unknown {
            Objects.requireNonNull(stored);
        }
    }

    /** The model's own words for declining. */
    record Refusal(String text) implements Part {
        public Refusal {
            Objects.requireNonNull(text);
        }
    }
}
