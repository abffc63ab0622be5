package dev.talaria.memory.honcho;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.talaria.json.Json;
import dev.talaria.memory.honcho.wire.Answer;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Asks for the conclusions about a user. Where each transcript is a session of its own, those drawn from the asking one are left out: the
 * model has its messages. Honcho restricts conclusions to sessions that are named, so the others are named, of very many the latest. Never
 * blocks; safe for many threads.
 */
final class Conclusions {
    private static final int MAX_CONCLUSIONS = 25;
    private static final int KEPT = 5_000;
    /** A session that was begun since has hardly led to conclusions. */
    private static final Duration KNOWN_FOR = Duration.ofMinutes(1);

    private final Cache<String, List<String>> sessions =
            Caffeine.newBuilder().maximumSize(KEPT).expireAfterWrite(KNOWN_FOR).executor(Runnable::run).build();

    /** Returns an answer with {@code representation} and {@code peer_card}, or that of the call that failed. */
    CompletableFuture<Answer> ask(Honcho honcho, HonchoLocation location, String question) {
        if (location.transcript() == null) {
            return honcho.context(location, question, MAX_CONCLUSIONS);
        }
        CompletableFuture<Answer> card = honcho.context(location, "", 1);
        return fromOthers(honcho, location, question).thenCombine(card, Conclusions::together);
    }

    private CompletableFuture<Answer> fromOthers(Honcho honcho, HonchoLocation location, String question) {
        String scope = location.workspace() + "/" + location.scope();
        List<String> known = sessions.getIfPresent(scope);
        if (known != null) {
            return fromOthers(honcho, location, question, known);
        }
        JsonObject ofScope = MessageChunks.noted(HonchoLocation.SCOPE, location.scope()).build();
        return honcho.askSessions(location, ofScope, 1, true).thenCompose(answer -> {
            if (!answer.isSuccess()) {
                return CompletableFuture.completedFuture(answer);
            }
            List<String> found = answer.items().stream().map(session -> HonchoMessage.text(session, "id", "")).filter(id -> !id.isEmpty())
                    .toList();
            sessions.put(scope, found);
            return fromOthers(honcho, location, question, found);
        });
    }

    private CompletableFuture<Answer> fromOthers(Honcho honcho, HonchoLocation location, String question,
                                                         List<String> all) {
        List<String> others = all.stream().filter(session -> !session.equals(location.session())).toList();
        return others.isEmpty() ? CompletableFuture.completedFuture(new Answer(200, JsonValue.EMPTY_JSON_OBJECT, null))
                : honcho.representation(location, question, MAX_CONCLUSIONS, others);
    }

    /** An unknown peer has neither. */
    private static Answer together(Answer conclusions, Answer context) {
        if (!conclusions.isSuccess() || !context.isSuccess()) {
            return conclusions.isSuccess() ? context : conclusions;
        }
        JsonValue card = context.object().getOrDefault("peer_card", JsonValue.NULL);
        return new Answer(200, Json.with(conclusions.object(), "peer_card", card), null);
    }
}
