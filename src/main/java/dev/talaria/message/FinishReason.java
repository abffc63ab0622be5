package dev.talaria.message;

import java.util.Locale;

/** Why a model stopped, in the terms of the OpenAI chat schema. */
public enum FinishReason {
    STOP, LENGTH, TOOL_CALLS, CONTENT_FILTER;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
