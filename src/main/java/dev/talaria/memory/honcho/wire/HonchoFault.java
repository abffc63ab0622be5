package dev.talaria.memory.honcho.wire;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A failed call. The message is for operators: it contains nothing of the request. */
public final class HonchoFault extends RuntimeException {
    private static final long serialVersionUID = 1L;
    /** Honcho's status for all faults of API keys; it never sends 403. */
    private static final int UNAUTHORIZED = 401;

    /** What is known of the call. */
    public enum Kind {
        /** The request was not sent. */
        UNSENT,
        /** There was no complete reply: Honcho may have acted all the same. */
        UNANSWERED,
        /** The reply had a status other than 2xx. */
        REFUSED
    }

    private final Kind kind;
    private final int status;
    private final transient @Nullable Duration retryAfter;

    private HonchoFault(Kind kind, int status, @Nullable Duration retryAfter, String message) {
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
        String why = answer.status() == UNAUTHORIZED ? ": it requires a key for this workspace that does not expire" : faults(answer);
        return new HonchoFault(Kind.REFUSED, answer.status(), answer.retryAfter(), "Honcho answered " + answer.status() + why);
    }

    /** Returns the fault for a redirect to another server, or for too many. */
    static HonchoFault redirected(Answer answer, String target) {
        return new HonchoFault(Kind.REFUSED, answer.status(), answer.retryAfter(), "Honcho answered " + answer.status()
                + ": it redirects to " + target + ", and redirects are not followed; correct its base URL");
    }

    /** Returns where and why Honcho found fault; never its {@code input} or its free text, both of which may quote a message. */
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

    /** 0 if there was no reply. */
    public int status() {
        return status;
    }

    /** Returns whether Honcho may have acted all the same. */
    public boolean isUnclear() {
        return kind == Kind.UNANSWERED || status >= 500 || status == 408;
    }

    /** Returns how long the server asks to wait. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
