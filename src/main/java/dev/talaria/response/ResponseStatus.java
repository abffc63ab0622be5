package dev.talaria.response;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The status of a response, in the words of the OpenAI schema. */
public enum ResponseStatus {
    QUEUED, IN_PROGRESS, COMPLETED, FAILED, CANCELLED, INCOMPLETE;

    /** Returns empty for a status that this release does not know. */
    static Optional<ResponseStatus> of(String wire) {
        return Arrays.stream(values()).filter(status -> status.wire().equals(wire)).findFirst();
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
