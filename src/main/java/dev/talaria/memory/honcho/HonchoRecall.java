package dev.talaria.memory.honcho;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.talaria.memory.Recall;
import dev.talaria.memory.RecallQuery;
import dev.talaria.memory.honcho.wire.Answer;
import dev.talaria.memory.honcho.wire.HonchoFault;
import dev.talaria.resilience.CircuitBreaker;
import dev.talaria.scope.SessionRef;
import dev.talaria.text.Truncation;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks Honcho in parallel for its conclusions about the user, for the summary of the conversation, and for messages that match the
 * question, which are found long before conclusions are drawn from them. What does not arrive in time is replaced by the last known value,
 * and the recall is degraded. Safe for many threads.
 */
final class HonchoRecall {
    private static final int MESSAGES = 10;
    private static final int MAX_ITEM = 1_200;
    private static final int CHARACTERS_A_TOKEN = 4;
    private static final int KEPT = 5_000;

    /**
     * The last successful answer for a location.
     *
     * @param recalls how many recalls have used it
     */
    private record Known(List<Recall.Item> conclusions, List<Recall.Item> summary, int recalls) {
        private static final Known NOTHING = new Known(List.of(), List.of(), 0);
    }

    private final Honcho honcho;
    private final Dialectic dialectic;
    private final CircuitBreaker breaker;
    private final Duration patience;
    private final int cadence;
    private final Conclusions conclusions = new Conclusions();
    private final Cache<HonchoLocation, Known> known = Caffeine.newBuilder().maximumSize(KEPT).executor(Runnable::run).build();

    /**
     * @param patience bound on all calls together
     * @param cadence  how many recalls of a location use the same conclusions and summary
     */
    HonchoRecall(Honcho honcho, Dialectic dialectic, CircuitBreaker breaker, Duration patience, int cadence) {
        this.honcho = honcho;
        this.dialectic = dialectic;
        this.breaker = breaker;
        this.patience = patience;
        this.cadence = cadence;
    }

    /** Blocks up to the patience. */
    Recall recall(HonchoLocation location, RecallQuery query) {
        Known last = Optional.ofNullable(known.getIfPresent(location)).orElse(Known.NOTHING);
        if (!breaker.tryAcquire()) {
            return new Recall(within(query, both(location, last)), true);
        }
        String question = Honcho.question(query.text());
        boolean fresh = last.recalls() > 0 && last.recalls() < cadence;
        Honcho traced = honcho.within(query.trace());
        CompletableFuture<Answer> search = traced.search(location, question, MESSAGES, query.session());
        long deadline = System.nanoTime() + patience.toNanos();
        List<Asked> asked = new ArrayList<>();
        Known now = fresh ? new Known(last.conclusions(), last.summary(), last.recalls() + 1)
                : read(traced, location, question, last, deadline, asked);
        Asked found = await(search, deadline);
        asked.add(found);
        note(asked);
        boolean degraded = now.recalls() == 0 || found.failed();
        if (!degraded) {
            known.put(location, now);
        }
        List<Recall.Item> all = new ArrayList<>(both(location, now));
        found.items().stream().map(HonchoMessage::new).filter(message -> !isOf(query.session(), message))
                .forEach(message -> all.add(new Recall.Item(message.id(), message.at(), message.role(location.ai()), message.author(),
                        message.content(), 0)));
        return new Recall(within(query, all), degraded);
    }

    /** Asks for conclusions and summary; of what fails, the last known is returned, as used by no recall yet. */
    private Known read(Honcho traced, HonchoLocation location, String question, Known last, long deadline, List<Asked> asked) {
        CompletableFuture<Answer> context = conclusions.ask(traced, location, question);
        CompletableFuture<Answer> summary = traced.summaries(location);
        Asked concluded = await(context, deadline);
        Asked summarised = await(summary, deadline);
        asked.addAll(List.of(concluded, summarised));
        return new Known(concluded.failed() ? last.conclusions() : Representation.items(concluded.object()),
                summarised.failed() ? last.summary() : Representation.summary(summarised.object()),
                concluded.failed() || summarised.failed() ? 0 : 1);
    }

    private List<Recall.Item> both(HonchoLocation location, Known now) {
        List<Recall.Item> all = new ArrayList<>(now.conclusions());
        dialectic.answer(location).ifPresent(text -> all.add(Representation.item("answer", null, text)));
        all.addAll(now.summary());
        return all;
    }

    /**
     * The result of one call.
     *
     * @param fault null if it was answered
     */
    private record Asked(Answer answer, String fault) {
        boolean failed() {
            return fault != null;
        }

        JsonObject object() {
            return answer == null ? JsonObject.EMPTY_JSON_OBJECT : answer.object();
        }

        List<JsonObject> items() {
            return answer == null ? List.of() : answer.items();
        }
    }

    /** Waits for an answer; an unknown session is no fault. */
    private static Asked await(CompletableFuture<Answer> asked, long deadline) {
        try {
            Answer answer = asked.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            return answer.isSuccess() ? new Asked(answer, null)
                    : new Asked(null, answer.status() == Answer.NOT_FOUND ? null : HonchoFault.refused(answer).getMessage());
        } catch (TimeoutException e) {
            asked.cancel(true);
            return new Asked(null, "No answer in time");
        } catch (ExecutionException e) {
            return new Asked(null, e.getCause().getMessage());
        } catch (InterruptedException e) {
            asked.cancel(true);
            Thread.currentThread().interrupt();
            return new Asked(null, "Interrupted");
        }
    }

    private void note(List<Asked> all) {
        for (Asked asked : all) {
            if (asked.failed()) {
                breaker.failed(asked.fault());
                return;
            }
        }
        breaker.succeeded();
    }

    private static boolean isOf(SessionRef session, HonchoMessage message) {
        return message.note(MessageChunks.TRANSCRIPT).equals(session.id()) && message.note(MessageChunks.OWNER).equals(session.owner());
    }

    /** Returns as many items as fit, in order; cuts long ones. */
    private static List<Recall.Item> within(RecallQuery query, List<Recall.Item> all) {
        int left = query.tokenBudget() * CHARACTERS_A_TOKEN;
        List<Recall.Item> items = new ArrayList<>();
        for (Recall.Item item : all) {
            int most = Math.min(MAX_ITEM, left);
            if (item.text().length() > most && most < MAX_ITEM) {
                continue;
            }
            String text = item.text().length() > most ? Truncation.marked(item.text(), most - 1) : item.text();
            items.add(new Recall.Item(item.id(), item.at(), item.role(), item.author(), text, 1.0 / (1 + items.size())));
            left -= text.length();
        }
        return items;
    }
}
