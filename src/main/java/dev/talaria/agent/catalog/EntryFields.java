package dev.talaria.agent.catalog;

import dev.talaria.config.DurationText;
import dev.talaria.json.JsonBody;
import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the kinds of members that the entries of the file share. All throw for a value that cannot be used. */
final class EntryFields {
    private EntryFields() {
    }

    static void only(JsonBody body, Set<String> known) {
        Set<String> unknown = new TreeSet<>(body.object().keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("unknown member " + body.path(unknown.iterator().next()));
        }
    }

    static Optional<Duration> duration(JsonBody body, String name, String least, String most) {
        String bound = "a text such as \"500ms\", \"15s\" or \"2m\", from " + least + " to " + most;
        return body.string(name).map(text -> {
            try {
                Duration duration = DurationText.parse(text);
                if (duration.compareTo(DurationText.parse(least)) >= 0 && duration.compareTo(DurationText.parse(most)) <= 0) {
                    return duration;
                }
            } catch (IllegalArgumentException e) {
                return body.fail(name, bound);
            }
            return body.fail(name, bound);
        });
    }

    static Optional<List<String>> texts(JsonBody body, String name) {
        return body.array(name).map(array -> isTexts(array) ? array.stream().map(each -> ((JsonString) each).getString()).toList()
                : body.fail(name, "a list of texts"));
    }

    private static boolean isTexts(JsonArray array) {
        return array.stream().allMatch(each -> each instanceof JsonString text && !text.getString().isBlank());
    }
}
