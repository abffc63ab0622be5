package dev.talaria.response;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a response stands, in the words of the OpenAI schema. */
public enum ResponseStatus {
    QUEUED, IN_PROGRESS, COMPLETED, FAILED, CANCELLED, INCOMPLETE;

    /** Empty for one that only another release knows. */
    static Optional<ResponseStatus> of(String wire) {
        return Arrays.stream(values()).filter(status -> status.wire().equals(wire)).findFirst();
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
