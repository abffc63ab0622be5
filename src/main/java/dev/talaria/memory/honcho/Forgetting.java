package dev.talaria.memory.honcho;

import dev.talaria.json.Json;
import dev.talaria.memory.honcho.HonchoDelivery.Forget;
import dev.talaria.memory.honcho.wire.Answer;
import dev.talaria.memory.honcho.wire.HonchoFault;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * Deletes what Honcho can delete: sessions with their messages, conclusions, and cards. Honcho keeps peers for ever. Safe for many threads.
 */
final class Forgetting {
    private static final int PATIENCE_SECONDS = 5;
    private static final int MAX_PAGES = 100;

    private final Honcho honcho;
    private final SessionProvisioner provisioner;
    private final Predicate<String> shared;
    private final Map<String, CompletableFuture<Void>> awaited = new ConcurrentHashMap<>();

    /** @param shared whether other scopes share a user's peer, so that only what came from the sessions is deleted */
    Forgetting(Honcho honcho, SessionProvisioner provisioner, Predicate<String> shared) {
        this.honcho = honcho;
        this.provisioner = provisioner;
        this.shared = shared;
    }

    /** Returns a task for the outbox that deletes these locations, with a name of its own. */
    static Forget task(List<HonchoLocation> locations) {
        return new Forget(UUID.randomUUID().toString(), locations, null);
    }

    /** As {@link #task}, for the sessions of one transcript. */
    static Forget transcriptTask(HonchoLocation location) {
        return new Forget(UUID.randomUUID().toString(), null, location);
    }

    /** Registers a waiter; call it before the task is added to the outbox. */
    void expect(Forget task) {
        awaited.put(task.name(), new CompletableFuture<>());
    }

    /** Waits for some seconds at most; returns whether this server has carried the task out meanwhile. */
    boolean await(Forget task) {
        String name = task.name();
        try {
            awaited.get(name).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            awaited.remove(name);
        }
    }

    /** Deletes what is still there; may be repeated. */
    void carryOut(Forget task) {
        if (task.transcript() != null) {
            deleteTranscript(task.transcript());
        } else {
            task.places().forEach(this::delete);
        }
        CompletableFuture<Void> waiting = awaited.get(task.name());
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    private void delete(HonchoLocation location) {
        for (String session : sessions(location)) {
            HonchoLocation one = location.in(session);
            List<String> users = honcho.peers(one).stream().map(peer -> HonchoMessage.text(peer, "id", ""))
                    .filter(id -> !id.isEmpty() && !id.equals(location.ai())).toList();
            honcho.deleteSession(one);
            provisioner.forget(one);
            users.forEach(user -> conclusions(one.of(user)));
        }
    }

    /** Returns all sessions of a scope. */
    List<String> sessions(HonchoLocation location) {
        if (location.scope() == null) {
            return List.of(location.session());
        }
        return marked(location, HonchoLocation.SCOPE, location.scope());
    }

    private void deleteTranscript(HonchoLocation location) {
        for (String session : marked(location, HonchoLocation.TRANSCRIPT, location.transcript())) {
            honcho.deleteSession(location.in(session));
            provisioner.forget(location.in(session));
        }
    }

    /** Returns the sessions with this mark, in order of creation. */
    private List<String> marked(HonchoLocation location, String name, String value) {
        JsonObject filters = MessageChunks.noted(name, value).build();
        List<String> sessions = new ArrayList<>();
        List<JsonObject> page;
        int number = 1;
        do {
            page = honcho.sessions(location, filters, number++).items();
            page.stream().map(session -> HonchoMessage.text(session, "id", "")).filter(id -> !id.isEmpty()).forEach(sessions::add);
        } while (page.size() == Honcho.PAGE && number <= MAX_PAGES);
        return sessions;
    }

    private void conclusions(HonchoLocation location) {
        try {
            for (String observer : List.of(location.ai(), location.user())) {
                conclusions(location, observer);
            }
            if (!shared.test(location.user())) {
                honcho.card(location, Json.builders().createObjectBuilder().add("peer_card", Json.builders().createArrayBuilder()).build());
            }
        } catch (HonchoFault fault) {
            if (fault.status() != Answer.NOT_FOUND) {
                throw fault;
            }
        }
    }

    private void conclusions(HonchoLocation location, String observer) {
        JsonObjectBuilder filters = Json.builders().createObjectBuilder().add("observer_id", observer).add("observed_id", location.user());
        if (shared.test(location.user())) {
            filters.add("session_id", location.session());
        }
        JsonObject query = Json.builders().createObjectBuilder().add("filters", filters).build();
        boolean progress = true;
        while (progress) {
            List<JsonObject> page = honcho.conclusions(location, "list", query).items();
            progress = false;
            for (JsonObject conclusion : page) {
                progress |= honcho.deleteConclusion(location, HonchoMessage.text(conclusion, "id", ""));
            }
        }
    }
}
