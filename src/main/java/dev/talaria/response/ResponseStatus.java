package dev.talaria.response;

import java.util.Locale;

/** Where a response stands, in the words of the OpenAI schema. */
public enum ResponseStatus {
    QUEUED, IN_PROGRESS, COMPLETED, FAILED, CANCELLED, INCOMPLETE;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
