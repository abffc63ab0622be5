package dev.talaria.access;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What an API key may administer, in ascending order. */
public enum Rights {
    NONE,
    /** Its own tenant. */
    TENANT_ADMIN,
    /** Every tenant and the server. */
    SERVER_ADMIN;

    public boolean include(Rights least) {
        return compareTo(least) >= 0;
    }

    /** Returns the name in configuration and JSON, e.g. {@code tenant-admin}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Rights> of(String wire) {
        return Stream.of(values()).filter(rights -> rights.wire().equals(wire)).findFirst();
    }
}
