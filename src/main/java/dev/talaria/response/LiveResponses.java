package dev.talaria.response;

import dev.talaria.scope.RequestScope;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The responses whose runs have not ended, by the hex digits of their ids. Safe for many threads. */
final class LiveResponses {
    private final Map<String, LiveResponse> live = new ConcurrentHashMap<>();
    private final Set<String> unwanted = ConcurrentHashMap.newKeySet();

    void add(LiveResponse response) {
        String id = response.head().id();
        live.put(id, response);
        response.run().outcome().thenAccept(end -> {
            live.remove(id);
            unwanted.remove(id);
        });
    }

    Optional<LiveResponse> find(RequestScope asker, String id) {
        return Optional.ofNullable(live.get(id)).filter(response -> !response.run().hasEnded()
                && response.head().session().tenant().equals(asker.session().tenant())
                && response.head().session().owner().equals(asker.session().owner())
                && asker.sees(response.head().agent(), response.head().model()));
    }

    /**
     * Returns whether a response has not ended. Asks the run itself, so that a reader who has seen the end can continue from the response
     * before other listeners have been notified.
     */
    boolean isUnderWay(String id) {
        LiveResponse response = live.get(id);
        return response != null && !response.run().hasEnded();
    }

    /** Marks a response so that nothing of it is stored when it ends. */
    void discard(String id) {
        unwanted.add(id);
    }

    boolean isUnwanted(String id) {
        return unwanted.contains(id);
    }
}
