package dev.talaria.message;

import java.util.Locale;
import java.util.Optional;

/** Who says a message. {@code DEVELOPER} is layered like {@code SYSTEM}. */
public enum Role {
    SYSTEM, DEVELOPER, USER, ASSISTANT, TOOL;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty for an unknown role; names are lower case on the wire and nothing else is accepted. */
    public static Optional<Role> of(String wire) {
        for (Role role : values()) {
            if (role.wire().equals(wire)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    public boolean isSystem() {
        return this == SYSTEM || this == DEVELOPER;
    }
}
