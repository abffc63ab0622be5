package dev.talaria.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The questions of one run that wait for a person's answer. Safe for many threads. */
public final class Approvals {
    /** The possible answers; all but {@code DENY} let the tool run. */
    public enum Choice {
        ONCE, SESSION, ALWAYS, DENY;

        /** Returns the choices that a person has. */
        public static List<Choice> among(boolean remembered) {
            return remembered ? List.of(values()) : List.of(ONCE, DENY);
        }

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Returns the choice with this wire name; empty for any other text. */
        public static Optional<Choice> of(String wire) {
            return List.of(values()).stream().filter(choice -> choice.wire().equals(wire)).findFirst();
        }
    }

    @GuardedBy("this")
    private final Map<String, CompletableFuture<Choice>> pending = new LinkedHashMap<>();

    /** Registers a question; call it before the question is shown. A caller that stops waiting completes or cancels the answer itself. */
    public CompletableFuture<Choice> open(String approvalId) {
        CompletableFuture<Choice> answer = new CompletableFuture<>();
        synchronized (this) {
            pending.put(approvalId, answer);
        }
        answer.whenComplete((choice, fault) -> close(approvalId));
        return answer;
    }

    private synchronized void close(String approvalId) {
        pending.remove(approvalId);
    }

    /**
     * Answers waiting questions. Stages that depend on an answer run on the calling thread.
     *
     * @param approvalId one question; null for the oldest
     * @param all        every question, whatever the id
     * @return how many questions were answered
     */
    public int answer(@Nullable String approvalId, boolean all, Choice choice) {
        List<CompletableFuture<Choice>> meant = new ArrayList<>();
        synchronized (this) {
            pending.forEach((id, question) -> {
                if (all || approvalId == null || approvalId.equals(id)) {
                    meant.add(question);
                }
            });
        }
        int answered = 0;
        for (CompletableFuture<Choice> question : meant) {
            if ((all || answered == 0) && question.complete(choice)) {
                answered++;
            }
        }
        return answered;
    }
}
