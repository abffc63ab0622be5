package dev.talaria.api.items;

import jakarta.json.JsonObject;
import java.util.Objects;

/** An item as it is shown. */
public record Item(String id, JsonObject json) {
    public Item {
        Objects.requireNonNull(id);
        Objects.requireNonNull(json);
    }
}
