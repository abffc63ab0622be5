package dev.talaria.memory.honcho.wire;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** A call that did not do what it should. The message is for operators: it holds nothing of what was sent. */
public final class HonchoFault extends RuntimeException {
    private static final long serialVersionUID = 1L;
    /** Honcho says it of everything about keys, and never 403. */
    private static final int UNAUTHORIZED = 401;

    /** What is known of the call. */
    public enum Kind {
        /** It was not sent. */
        UNSENT,
        /** No whole answer came: it may have been done. */
        UNANSWERED,
        /** It was answered with another status than 2xx. */
        REFUSED
    }

    private final Kind kind;
    private final int status;
    private final transient Duration retryAfter;

    private HonchoFault(Kind kind, int status, Duration retryAfter, String message) {
        super(message, null, false, false);
        this.kind = Objects.requireNonNull(kind);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    static HonchoFault unsent(String message) {
        return new HonchoFault(Kind.UNSENT, 0, null, message);
    }

    public static HonchoFault unanswered(String message) {
        return new HonchoFault(Kind.UNANSWERED, 0, null, message);
    }

    public static HonchoFault refused(Answer answer) {
        String why = answer.status() == UNAUTHORIZED ? ": it wants a key for this workspace, without an expiry" : faults(answer);
        return new HonchoFault(Kind.REFUSED, answer.status(), answer.retryAfter(), "Honcho answered " + answer.status() + why);
    }

    /** An answer that sends its asker to another server, or on and on. */
    static HonchoFault redirected(Answer answer, String target) {
        return new HonchoFault(Kind.REFUSED, answer.status(), answer.retryAfter(), "Honcho answered " + answer.status()
                + ": it redirects to " + target + ", which is not followed; mend its base URL");
    }

    /** Where and why Honcho found fault; never its {@code input}, and no free text, both of which may quote a message. */
    private static String faults(Answer answer) {
        if (!(answer.object().get("detail") instanceof JsonArray details)) {
            return "";
        }
        StringBuilder faults = new StringBuilder();
        for (int i = 0; i < details.size() && i < 3; i++) {
            if (details.get(i) instanceof JsonObject detail && detail.get("type") instanceof JsonString type) {
                faults.append(i == 0 ? ": " : ", ").append(type.getString());
                faults.append(" at ").append(detail.get("loc") instanceof JsonArray loc ? loc.toString() : "[]");
            }
        }
        return faults.toString();
    }

    public Kind kind() {
        return kind;
    }

    /** 0 where there was no answer. */
    public int status() {
        return status;
    }

    /** Whether what was asked may have been done all the same. */
    public boolean isUnclear() {
        return kind == Kind.UNANSWERED || status >= 500 || status == 408;
    }

    /** How long the server asked to be left alone. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
