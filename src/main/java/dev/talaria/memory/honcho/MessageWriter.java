package dev.talaria.memory.honcho;

import dev.talaria.memory.honcho.wire.Answer;
import dev.talaria.memory.honcho.wire.HonchoFault;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Stores the messages of one turn. Honcho accepts duplicates, so after an attempt with an unknown outcome it is asked which messages it
 * has.
 */
final class MessageWriter {
    private static final int BATCH = 100;
    /** Bound on the unclear attempts whose messages are searched. */
    private static final int MAX_ATTEMPTS = 20;

    private final Honcho honcho;

    MessageWriter(Honcho honcho) {
        this.honcho = honcho;
    }

    /**
     * Blocks until all are stored.
     *
     * @param look whether some may be stored already
     * @return Honcho's id of each, by its {@link HonchoMessage#piece}
     * @throws HonchoFault if not all were stored; some may have been
     */
    Map<String, String> write(HonchoLocation location, String turn, List<JsonObject> messages, boolean look) {
        Map<String, String> there = look ? stored(location, turn, messages.size()) : new HashMap<>();
        List<JsonObject> missing = messages.stream().filter(message -> !there.containsKey(new HonchoMessage(message).piece())).toList();
        for (int from = 0; from < missing.size(); from += BATCH) {
            List<JsonObject> batch = missing.subList(from, Math.min(missing.size(), from + BATCH));
            List<JsonObject> answered = honcho.post(location, batch);
            if (answered.size() != batch.size()) {
                throw HonchoFault.unanswered("Honcho did not confirm that it stored every message");
            }
            answered.stream().map(HonchoMessage::new).forEach(honchoMessage -> there.put(honchoMessage.piece(), honchoMessage.id()));
        }
        return there;
    }

    /** @param most how many messages the turn has; each may exist once for every attempt, which bounds the pages to read */
    private Map<String, String> stored(HonchoLocation location, String turn, int most) {
        int pages = MAX_ATTEMPTS * (most / Honcho.PAGE + 1);
        JsonObject filters = MessageChunks.noted(MessageChunks.TURN, turn).build();
        Map<String, String> there = new HashMap<>();
        List<JsonObject> page = new ArrayList<>();
        int number = 1;
        do {
            Answer answer = honcho.messages(location, filters, number++, Honcho.PAGE);
            page = answer.items();
            page.stream().map(HonchoMessage::new).forEach(honchoMessage -> there.put(honchoMessage.piece(), honchoMessage.id()));
        } while (page.size() == Honcho.PAGE && number <= pages);
        return there;
    }
}
