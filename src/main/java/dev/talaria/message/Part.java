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

/** One part of a message. JSON-B binds it for storage: a part without its main member is rejected, other missing members are empty. */
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
     * The model's reasoning. It is shown to the reader and is not part of the message's text.
     *
     * @param form how the model wrote it, so that it can be sent back the same way: the member of the message that held it ({@code
     *             reasoning_content}, {@code reasoning} …) or {@link #TAGS}; null if unknown, in which case it is not sent back
     */
    @JsonbPropertyOrder({"text", "form"})
    record Reasoning(String text, @Nullable String form) implements Part {
        /** The form of reasoning at the start of the text, between {@code <think>} and {@code </think>}. */
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
     * Members of an assistant's message that have no meaning here and are passed on unchanged: signatures, encrypted reasoning and the
     * like, which a model may require back. A message has at most one such part; one without members only records the message's origin.
     *
     * @param members by their names on the wire
     * @param origin  the upstream that wrote them, as in {@code ModelProvider.origin()}; null in a client's copy
     */
    record Extension(@JsonbTypeAdapter(QuotedObject.class) JsonObject members, String origin) implements Part {
        public Extension {
            members = Objects.requireNonNullElse(members, JsonValue.EMPTY_JSON_OBJECT);
        }
    }

    /**
     * A part that this release cannot read, because a newer one has written it. It is kept, but not shown.
     *
     * @param stored the stored JSON
     */
    record Unknown(JsonValue stored) implements Part {
        public Unknown {
            Objects.requireNonNull(stored);
        }
    }

    /** The text with which the model refuses. */
    record Refusal(String text) implements Part {
        public Refusal {
            text = Objects.requireNonNullElse(text, "");
        }
    }
}
