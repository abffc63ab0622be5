package dev.talaria.message;

import java.util.Objects;

/** One piece of a message. */
public sealed interface Part permits Part.Text, Part.Image, Part.Reasoning, Part.Refusal, ToolCall, ToolResult {

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

    /** What the model thought aloud; shown to the reader, never sent back to a model. */
    record Reasoning(String text) implements Part {
        public Reasoning {
            Objects.requireNonNull(text);
        }
    }

    /** The model's own words for declining. */
    record Refusal(String text) implements Part {
        public Refusal {
            Objects.requireNonNull(text);
        }
    }
}
