package dev.talaria.bench;

import dev.talaria.json.Json;
import dev.talaria.message.Role;
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

/**
 * A long conversation, of two people or of a person and an assistant, and questions about it, each with the messages that hold its answer.
 */
public record Conversation(String id, List<Spoken> messages, List<Question> questions) {

    /**
     * @param id      unlike every other of its conversation
     * @param speaker null if it has no name
     */
    public record Spoken(String id, String session, Role role, String speaker, String text, Instant at) {
    }

    /** @param kind of LoCoMo: 1 multi-hop, 2 temporal, 3 open-domain, 4 single-hop, 5 adversarial */
    public record Question(String text, String kind, Set<String> evidence) {
        /** Returns whether it asks about what the other person said. */
        boolean isAdversarial() {
            return kind.equals("5");
        }
    }

    private static final Duration BETWEEN_TURNS = Duration.ofSeconds(1);

    /** One conversation a line, gzipped. */
    public static List<Conversation> read(Path file) throws IOException {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return lines.lines().map(line -> of(Json.parse(line).asJsonObject())).toList();
        }
    }

    private static Conversation of(JsonObject json) {
        List<Question> questions = json.getJsonArray("questions").getValuesAs(JsonObject.class).stream()
                .map(Conversation::question).filter(question -> !question.evidence().isEmpty()).toList();
        return new Conversation(json.getString("id"), json.containsKey("sessions") ? ofPeople(json) : withAssistant(json), questions);
    }

    private static List<Spoken> ofPeople(JsonObject json) {
        List<Spoken> messages = new ArrayList<>();
        for (JsonObject session : json.getJsonArray("sessions").getValuesAs(JsonObject.class)) {
            Instant at = Instant.parse(session.getString("iso"));
            for (JsonObject turn : session.getJsonArray("turns").getValuesAs(JsonObject.class)) {
                String picture = turn.containsKey("caption") ? " [shares a picture: " + turn.getString("caption") + "]" : "";
                messages.add(new Spoken(turn.getString("dia_id"), json.getString("id") + "-" + session.getInt("n"), Role.USER,
                        turn.getString("speaker"), turn.getString("text") + picture, at));
                at = at.plus(BETWEEN_TURNS);
            }
        }
        return messages;
    }

    private static List<Spoken> withAssistant(JsonObject json) {
        return json.getJsonArray("messages").getValuesAs(JsonObject.class).stream()
                .map(message -> new Spoken(message.getJsonObject("metadata").getString("id"),
                        message.getJsonObject("metadata").getString("session_id"), Role.of(message.getString("role")).orElseThrow(), null,
                        message.getString("content"), Instant.parse(message.getString("created_at")))).toList();
    }

    private static Question question(JsonObject json) {
        Set<String> evidence = new HashSet<>();
        json.getJsonArray("evidence").getValuesAs(JsonString.class).forEach(id -> evidence.add(id.getString()));
        String kind = json.containsKey("kind") ? json.getString("kind") : String.valueOf(json.getInt("category"));
        return new Question(json.getString("question"), kind, evidence);
    }
}
