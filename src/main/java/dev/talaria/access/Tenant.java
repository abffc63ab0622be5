package dev.talaria.access;

import java.util.regex.Pattern;

/** A tenant, whom the operator serves. Stored data of different tenants is strictly separated. */
public record Tenant(String name) {
    static final String BOUND = "up to 64 letters, digits, dots, dashes or underscores";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    public static final Tenant DEFAULT = new Tenant("default");

    public Tenant {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(BOUND);
        }
    }

    /** Returns whether a text is valid as a tenant's name; names of API keys have the same form. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }
}
