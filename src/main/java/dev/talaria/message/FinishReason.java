package dev.talaria.message;

import java.util.Locale;

/** Why a model stopped, in the words of the OpenAI chat schema. */
public enum FinishReason {
    STOP, LENGTH, TOOL_CALLS, CONTENT_FILTER;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Unknown reasons of other vendors (eos, end_turn …) count as {@link #STOP}. */
    public static FinishReason of(String wire) {
        for (FinishReason reason : values()) {
            if (reason.wire().equals(wire)) {
                return reason;
            }
        }
        return "function_call".equals(wire) ? TOOL_CALLS : STOP;
    }
}
