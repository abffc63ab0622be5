package dev.talaria.api.memory;

import dev.talaria.api.http.request.CleanText;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import dev.talaria.memory.ItemFilter;
import dev.talaria.memory.ItemKind;
import dev.talaria.message.Role;
import jakarta.json.JsonObjectBuilder;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads which items a list or a search is restricted to. */
final class FilterRequest {
    private static final String KIND = "kind";
    private static final String ROLE = "role";
    private static final String SESSION = "session_id";
    private static final String BEFORE = "said_before";
    private static final String AFTER = "said_after";
    private static final String VALIDITY = "validity";
    private static final int MAX_SECONDS = 20;
    private static final int MAX_SESSION = 512;

    private FilterRequest() {
    }

    /**
     * Reads the members {@code kind}, {@code role}, {@code session_id}, {@code validity} and those of the times.
     *
     * @throws dev.talaria.error.ApiException 400; its param is the faulty field
     */
    static ItemFilter of(JsonBody body, String before, String after) {
        Optional<Role> role = body.text(ROLE).map(word -> Role.of(word)
                .orElseGet(() -> body.fail(ROLE, "one of: system, developer, user, assistant, tool")));
        Optional<String> session = body.text(SESSION).map(String::strip);
        if (session.filter(id -> id.length() > MAX_SESSION || CleanText.hasControl(id)).isPresent()) {
            body.fail(SESSION, "the id of a session");
        }
        return new ItemFilter(kind(body).orElse(null), role.orElse(null), session.orElse(null),
                WireInstant.of(body, before).orElse(null), WireInstant.of(body, after).orElse(null),
                validity(body));
    }

    /** Reads a list's parameters, of which {@code after} is the last item known: its times are {@code said_before, said_after}. */
    static ItemFilter of(Function<String, Optional<String>> query) {
        JsonObjectBuilder body = Json.builders().createObjectBuilder();
        List.of(KIND, ROLE, SESSION, VALIDITY).forEach(name -> query.apply(name).ifPresent(text -> body.add(name, text)));
        List.of(BEFORE, AFTER).forEach(name -> query.apply(name).filter(text -> !text.isBlank()).ifPresent(text -> {
            if (text.length() <= MAX_SECONDS && text.matches("[0-9]+(\\.[0-9]+)?")) {
                body.add(name, new BigDecimal(text));
            } else {
                body.add(name, text);
            }
        }));
        return of(JsonBody.of(body.build(), ""), BEFORE, AFTER);
    }

    private static ItemFilter.Validity validity(JsonBody body) {
        return body.text(VALIDITY).map(word -> switch (word) {
            case "current" -> ItemFilter.Validity.CURRENT;
            case "superseded" -> ItemFilter.Validity.SUPERSEDED;
            case "all" -> ItemFilter.Validity.ALL;
            default -> body.<ItemFilter.Validity>fail(VALIDITY, "one of: current, superseded, all");
        }).orElse(ItemFilter.Validity.CURRENT);
    }

    private static Optional<ItemKind> kind(JsonBody body) {
        return body.text(KIND).map(word -> ItemKind.of(word)
                .orElseGet(() -> body.fail(KIND, "one of: message, note, fact, summary")));
    }

    /** Reads the kind of an imported item: what memory draws itself has sources that no import names. */
    static Optional<ItemKind> importedKind(JsonBody body) {
        return body.text(KIND).map(word -> ItemKind.of(word).filter(kind -> !kind.isDrawn())
                .orElseGet(() -> body.fail(KIND, "one of: message, note")));
    }
}
