package dev.talaria.bench;

import dev.talaria.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** A long conversation of two people and questions about it, each with the turns that hold its answer. */
record LocomoConversation(String id, List<Spoken> turns, List<Question> questions) {

    /** @param at tells the turn from every other of its conversation */
    record Spoken(String id, String session, String speaker, String text, Instant at) {
    }

    /** @param category 1 multi-hop, 2 temporal, 3 open-domain, 4 single-hop, 5 adversarial */
    record Question(String text, int category, Set<String> evidence) {
    }

    private static final Duration BETWEEN_TURNS = Duration.ofSeconds(1);

    /** One conversation a line, gzipped. */
    static List<LocomoConversation> read(Path file) throws IOException {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return lines.lines().map(line -> of(Json.parse(line).asJsonObject())).toList();
        }
    }

    private static LocomoConversation of(JsonObject json) {
        String id = json.getString("id");
        List<Spoken> turns = new ArrayList<>();
        for (JsonObject session : json.getJsonArray("sessions").getValuesAs(JsonObject.class)) {
            Instant at = Instant.parse(session.getString("iso"));
            for (JsonObject turn : session.getJsonArray("turns").getValuesAs(JsonObject.class)) {
                String picture = turn.containsKey("caption") ? " [shares a picture: " + turn.getString("caption") + "]" : "";
                turns.add(new Spoken(turn.getString("dia_id"), id + "-" + session.getInt("n"), turn.getString("speaker"),
                        turn.getString("text") + picture, at));
                at = at.plus(BETWEEN_TURNS);
            }
        }
        List<Question> questions = json.getJsonArray("questions").getValuesAs(JsonObject.class).stream()
                .map(LocomoConversation::question).filter(question -> !question.evidence().isEmpty()).toList();
        return new LocomoConversation(id, turns, questions);
    }

    private static Question question(JsonObject json) {
        Set<String> evidence = new HashSet<>();
        json.getJsonArray("evidence").getValuesAs(JsonString.class).forEach(turn -> evidence.add(turn.getString()));
        return new Question(json.getString("question"), json.getInt("category"), evidence);
    }
}
