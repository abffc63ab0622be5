package dev.talaria.testing;

import dev.talaria.json.Json;
import jakarta.json.JsonObject;
import java.util.Set;

/** Submits runs and reads what becomes of them. */
public final class Runs {
    private static final Set<String> ENDS = Set.of("completed", "failed", "cancelled");

    private Runs() {
    }

    public static String body(String input) {
        return Json.builders().createObjectBuilder().add("input", input).build().toString();
    }

    /** The new run's id. */
    public static String start(TestClient client, String input) {
        TestClient.Answer answer = client.post("/v1/runs", body(input));
        if (answer.status() != 202) {
            throw new AssertionError(answer.status() + " " + answer.text());
        }
        return answer.json().getString("run_id");
    }

    public static String events(String run) {
        return "/v1/runs/" + run + "/events";
    }

    /** Waits for the run's end and gives its status object. */
    public static JsonObject end(TestClient client, String run) {
        try (SseRecorder stream = client.follow(events(run))) {
            stream.rest();
        }
        JsonObject state = client.get("/v1/runs/" + run).json();
        if (!isOver(state)) {
            throw new AssertionError("the run has not ended: " + state);
        }
        return state;
    }

    public static boolean isOver(JsonObject state) {
        return ENDS.contains(state.getString("status"));
    }

    /** The deltas of these frames, joined. */
    public static String text(Iterable<SseRecorder.Frame> frames) {
        StringBuilder text = new StringBuilder();
        for (SseRecorder.Frame frame : frames) {
            if (frame.json().getString("event").equals("message.delta")) {
                text.append(frame.json().getString("delta"));
            }
        }
        return text.toString();
    }

    /** The names of these frames' events, one for several in a row. */
    public static String names(Iterable<SseRecorder.Frame> frames) {
        StringBuilder names = new StringBuilder();
        String before = "";
        for (SseRecorder.Frame frame : frames) {
            String name = frame.json().getString("event");
            if (!name.equals(before)) {
                names.append(names.isEmpty() ? "" : " ").append(name);
            }
            before = name;
        }
        return names.toString();
    }
}
