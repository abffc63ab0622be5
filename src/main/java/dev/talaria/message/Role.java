package dev.talaria.message;

import java.util.Locale;
import java.util.Optional;

/** The author of a message. {@code DEVELOPER} is treated like {@code SYSTEM}. */
public enum Role {
    SYSTEM, DEVELOPER, USER, ASSISTANT, TOOL;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the role, or empty if it is unknown. Names are in lower case on the wire; no other spelling is accepted. */
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
