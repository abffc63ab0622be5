package dev.talaria.api.http.item;

import jakarta.json.JsonObject;
import java.util.Objects;

/** One item as it is shown. */
public record Item(String id, JsonObject json) {
    public Item {
        Objects.requireNonNull(id);
        Objects.requireNonNull(json);
    }
}
