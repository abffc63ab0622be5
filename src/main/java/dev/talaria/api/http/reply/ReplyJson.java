package dev.talaria.api.http.reply;

import dev.talaria.event.ModelRuntime;
import dev.talaria.message.Usage;
import jakarta.json.stream.JsonGenerator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Members that many replies have, written into an object that has begun. */
public final class ReplyJson {
    private ReplyJson() {
    }

    /** A member that is always there: null where there is no value. */
    public static void nullable(JsonGenerator json, String name, String value) {
        if (value == null) {
            json.writeNull(name);
        } else {
            json.write(name, value);
        }
    }

    /** Tokens as Hermes counts them. */
    public static void usage(JsonGenerator json, Usage usage) {
        json.writeStartObject("usage").write("input_tokens", usage.prompt()).write("output_tokens", usage.completion())
                .write("total_tokens", usage.total()).writeEnd();
    }

    /** Which model has served, as the member {@code runtime}, which is left out where that is not known. */
    public static void runtime(JsonGenerator json, @Nullable ModelRuntime runtime) {
        if (runtime == null) {
            return;
        }
        json.writeStartObject("runtime").write("provider", runtime.provider()).write("model", runtime.model())
                .write("requested", runtime.requested()).write("route_source", runtime.routeSource())
                .write("fallback", runtime.fallback()).write("model_lock", runtime.modelLock()).writeEnd();
    }

    /**
     * A page of a list: {@code data} and what a client needs to ask for the next page.
     *
     * @param write writes one item as a value
     */
    public static <T> void page(JsonGenerator json, List<T> items, Function<T, String> id, BiConsumer<JsonGenerator, T> write,
                                boolean more) {
        json.writeStartArray("data");
        items.forEach(item -> write.accept(json, item));
        json.writeEnd().write("first_id", items.isEmpty() ? "" : id.apply(items.get(0)))
                .write("last_id", items.isEmpty() ? "" : id.apply(items.get(items.size() - 1))).write("has_more", more);
    }
}
