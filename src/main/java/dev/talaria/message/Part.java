package dev.talaria.message;

import dev.talaria.json.QuotedObject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbPropertyOrder;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One piece of a message. It is stored as JSON-B binds it: a part without what it is about is refused, what else is missing is empty. */
@JsonbTypeInfo(key = "type", value = {
    @JsonbSubtype(alias = "text", type = Part.Text.class), @JsonbSubtype(alias = "image", type = Part.Image.class),
    @JsonbSubtype(alias = "reasoning", type = Part.Reasoning.class), @JsonbSubtype(alias = "refusal", type = Part.Refusal.class),
    @JsonbSubtype(alias = "extension", type = Part.Extension.class), @JsonbSubtype(alias = "tool_call", type = ToolCall.class),
    @JsonbSubtype(alias = "tool_result", type = ToolResult.class)})
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
    @JsonbPropertyOrder({"url", "detail"})
    record Image(String url, @Nullable String detail) implements Part {
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
    @JsonbPropertyOrder({"text", "form"})
    record Reasoning(String text, @Nullable String form) implements Part {
        /** The form of a thought that stands at the start of the text, between {@code <think>} and {@code </think>}. */
        public static final String TAGS = "<think>";

        @JsonbCreator
        public Reasoning {
            text = Objects.requireNonNullElse(text, "");
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
    record Extension(@JsonbTypeAdapter(QuotedObject.class) JsonObject members, String origin) implements Part {
        public Extension {
            members = Objects.requireNonNullElse(members, JsonValue.EMPTY_JSON_OBJECT);
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
            text = Objects.requireNonNullElse(text, "");
        }
    }
}
