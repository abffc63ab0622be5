package dev.talaria.run;

import dev.talaria.event.Cancellation;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The questions of one run that wait for somebody's answer. Safe for many threads. */
public final class Approvals {
    /** The answers there are; all but {@code DENY} let the tool run. */
    public enum Choice {
        ONCE, SESSION, ALWAYS, DENY;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Map<String, CompletableFuture<Choice>> pending = new LinkedHashMap<>();

    /** Opens a question, before it is shown. */
    public synchronized void open(String approvalId) {
        pending.put(approvalId, new CompletableFuture<>());
    }

    /**
     * Blocks until the question is answered and closes it.
     *
     * @param deadline by {@code System.nanoTime()}
     * @return empty where the run was cancelled or the deadline came first
     */
    public Optional<Choice> await(String approvalId, long deadline, Cancellation cancellation) {
        CompletableFuture<Choice> answer;
        synchronized (this) {
            answer = pending.get(approvalId);
        }
        try (Cancellation.Registration registration = cancellation.onCancel(() -> answer.cancel(false))) {
            return Optional.of(answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            cancellation.cancel(Cancellation.Reason.DEADLINE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancellation.cancel(Cancellation.Reason.SHUTDOWN);
        } catch (CancellationException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            close(approvalId);
        }
        return Optional.empty();
    }

    private synchronized void close(String approvalId) {
        pending.remove(approvalId);
    }

    /**
     * Answers what waits.
     *
     * @param approvalId one question; null for the oldest
     * @param all        every question, whatever the id
     * @return how many it answered
     */
    public synchronized int answer(String approvalId, boolean all, Choice choice) {
        int answered = 0;
        for (Map.Entry<String, CompletableFuture<Choice>> question : pending.entrySet()) {
            boolean meant = all || approvalId == null || approvalId.equals(question.getKey());
            if (meant && question.getValue().complete(choice)) {
                answered++;
                if (!all) {
                    break;
                }
            }
        }
        return answered;
    }
}
