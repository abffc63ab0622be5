package dev.talaria.api.responses;

import dev.talaria.api.items.Item;
import dev.talaria.event.EventStream;
import dev.talaria.response.ResponseHead;
import dev.talaria.run.Run;
import dev.talaria.scope.SessionRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The responses whose runs have not ended, by the hex digits of their ids. Safe for many threads. */
final class LiveResponses {
    /**
     * @param encryptedReasoning as {@link ResponseSettings#encryptedReasoning()}
     * @param sent               what it was asked
     */
    record Live(ResponseHead head, Run run, boolean encryptedReasoning, List<Item> sent) {
        /** @param after the last sequence number the reader has; -1 for none */
        ResponseRenderer renderer(long after) {
            return new ResponseRenderer(head, after, encryptedReasoning);
        }

        /** As far as its events can be seen at once. */
        ResponseRenderer rendered() {
            ResponseRenderer renderer = renderer(-1);
            try (EventStream.Cursor cursor = run.events().cursor(-1, () -> { })) {
                for (EventStream.Numbered next = cursor.poll(); next != null; next = cursor.poll()) {
                    renderer.render(next);
                }
            } catch (EventStream.FellBehindException e) {
                return renderer(-1);
            }
            return renderer;
        }
    }

    private final Map<String, Live> live = new ConcurrentHashMap<>();
    private final Set<String> unwanted = ConcurrentHashMap.newKeySet();

    void add(Live response) {
        String id = response.head().id();
        live.put(id, response);
        response.run().outcome().thenAccept(end -> {
            live.remove(id);
            unwanted.remove(id);
        });
    }

    Optional<Live> find(SessionRef asker, String id) {
        return Optional.ofNullable(live.get(id)).filter(response -> !response.run().hasEnded()
                && response.head().session().tenant().equals(asker.tenant()) && response.head().session().owner().equals(asker.owner()));
    }

    /** A reader that has seen the end may go on from there, whatever else still waits to hear of it. */
    boolean isUnderWay(String id) {
        Live response = live.get(id);
        return response != null && !response.run().hasEnded();
    }

    /** Nothing of it shall be kept. */
    void discard(String id) {
        unwanted.add(id);
    }

    boolean isUnwanted(String id) {
        return unwanted.contains(id);
    }
}
