package dev.talaria.memory.honcho;

import dev.talaria.json.Json;
import dev.talaria.json.StoredJson;
import dev.talaria.json.StoredObject;
import dev.talaria.memory.honcho.wire.Answer;
import dev.talaria.memory.honcho.wire.HonchoFault;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Deletes what Honcho lets go of: sessions with their messages, conclusions, cards. Peers it keeps for ever, by name. Safe for many
 * threads.
 */
final class Forgetting {
    private static final int PATIENCE_SECONDS = 5;
    private static final int MOST_PAGES = 100;
    static final String FORGET = "forget";
    private static final String TRANSCRIPT = "transcript";
    private static final String PLACES = "places";

    private final Honcho honcho;
    private final SetUps setUps;
    private final boolean sharedUser;
    private final Map<String, CompletableFuture<Void>> awaited = new ConcurrentHashMap<>();

    /** @param sharedUser whether the user's peer is known from other scopes too, so that only what came from the sessions goes */
    Forgetting(Honcho honcho, SetUps setUps, boolean sharedUser) {
        this.honcho = honcho;
        this.setUps = setUps;
        this.sharedUser = sharedUser;
    }

    /** What the outbox is to carry out, under a name of its own. */
    static JsonObject task(List<Place> places) {
        JsonArrayBuilder array = Json.builders().createArrayBuilder();
        places.forEach(place -> array.add(place.json()));
        return named(PLACES, array.build());
    }

    /** As {@link #task}, for the sessions of one transcript. */
    static JsonObject transcriptTask(Place place) {
        return named(TRANSCRIPT, place.json());
    }

    private static JsonObject named(String what, JsonValue places) {
        return StoredJson.HONCHO_DELIVERY.versioned(Json.builders().createObjectBuilder().add("do", FORGET)
                .add("name", UUID.randomUUID().toString()).add(what, places).build());
    }

    /** Whether it says what to forget. */
    static boolean isTask(StoredObject stored) {
        if (stored.has(TRANSCRIPT)) {
            return Place.isIn(stored.object(TRANSCRIPT));
        }
        return stored.has(PLACES) && stored.list(PLACES).stream().allMatch(place -> place instanceof JsonObject json && Place.isIn(json));
    }

    /** Says that somebody here will wait; to be called before the task is handed over. */
    void expect(JsonObject task) {
        awaited.put(task.getString("name"), new CompletableFuture<>());
    }

    /** Blocks for some seconds at the most; whether Honcho has been told meanwhile, by this server. */
    boolean await(JsonObject task) {
        String name = task.getString("name");
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

    /** Deletes what is still there, however often it is begun. */
    void carryOut(JsonObject task) {
        if (task.containsKey(TRANSCRIPT)) {
            deleteTranscript(Place.of(task.getJsonObject(TRANSCRIPT)));
        } else {
            task.getJsonArray(PLACES).getValuesAs(JsonObject.class).stream().map(Place::of).forEach(this::delete);
        }
        CompletableFuture<Void> waiting = awaited.get(task.getString("name", ""));
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    private void delete(Place place) {
        for (String session : sessions(place)) {
            Place one = place.in(session);
            List<String> users = honcho.peers(one).stream().map(peer -> Stored.text(peer, "id", ""))
                    .filter(id -> !id.isEmpty() && !id.equals(place.ai())).toList();
            honcho.deleteSession(one);
            setUps.forget(one);
            users.forEach(user -> conclusions(one.of(user)));
        }
    }

    /** All sessions of a scope. */
    List<String> sessions(Place place) {
        if (place.scope() == null) {
            return List.of(place.session());
        }
        return marked(place, Place.SCOPE, place.scope());
    }

    private void deleteTranscript(Place place) {
        for (String session : marked(place, Place.TRANSCRIPT, place.transcript())) {
            honcho.deleteSession(place.in(session));
            setUps.forget(place.in(session));
        }
    }

    /** Those whose mark says so, in the order they were made. */
    private List<String> marked(Place place, String name, String value) {
        JsonObject filters = Pieces.noted(name, value).build();
        List<String> sessions = new ArrayList<>();
        List<JsonObject> page;
        int number = 1;
        do {
            page = honcho.sessions(place, filters, number++).items();
            page.stream().map(session -> Stored.text(session, "id", "")).filter(id -> !id.isEmpty()).forEach(sessions::add);
        } while (page.size() == Honcho.PAGE && number <= MOST_PAGES);
        return sessions;
    }

    private void conclusions(Place place) {
        try {
            for (String observer : List.of(place.ai(), place.user())) {
                conclusions(place, observer);
            }
            if (!sharedUser) {
                honcho.card(place, Json.builders().createObjectBuilder().add("peer_card", Json.builders().createArrayBuilder()).build());
            }
        } catch (HonchoFault fault) {
            if (fault.status() != Answer.NOT_FOUND) {
                throw fault;
            }
        }
    }

    private void conclusions(Place place, String observer) {
        JsonObjectBuilder filters = Json.builders().createObjectBuilder().add("observer_id", observer).add("observed_id", place.user());
        if (sharedUser) {
            filters.add("session_id", place.session());
        }
        JsonObject query = Json.builders().createObjectBuilder().add("filters", filters).build();
        boolean progress = true;
        while (progress) {
            List<JsonObject> page = honcho.conclusions(place, "list", query).items();
            progress = false;
            for (JsonObject conclusion : page) {
                progress |= honcho.deleteConclusion(place, Stored.text(conclusion, "id", ""));
            }
        }
    }
}
