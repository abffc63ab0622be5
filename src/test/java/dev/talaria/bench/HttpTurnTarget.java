package dev.talaria.bench;

import dev.talaria.json.Json;
import dev.talaria.message.Role;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SeenRequest;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A server of this process whose model is scripted: questions are turns, so that what the model is told is seen as it gets it. What was
 * said is imported, but a wish to forget is a turn in which the model calls {@code memory_forget}.
 */
final class HttpTurnTarget implements MemoryTarget {
    private static final Pattern WISH = Pattern.compile("(?i)^(?:please,? )?forget\\b.*");

    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private final TestServer server;
    private final HttpMemoryTarget api;

    HttpTurnTarget(EmbeddingOption embedding) {
        upstream.answerAlways(HttpTurnTarget::answer);
        server = TestServer.over(upstream, embedding.settings());
        api = new HttpMemoryTarget(server.base(), TestServer.KEY, true, server::close);
    }

    private static Script answer(SeenRequest request) {
        JsonArray messages = request.json().getJsonArray("messages");
        JsonObject last = messages.getJsonObject(messages.size() - 1);
        String text = last.getString("content", "");
        String said = text.substring(text.lastIndexOf('\n') + 1);
        return last.getString("role").equals("user") && WISH.matcher(said).matches()
                ? Script.chatToolCall("call_1", "memory_forget",
                        Json.generate(json -> json.writeStartObject().write("query", said).writeEnd()))
                : Script.chatText("I see.");
    }

    @Override
    public void remember(String scope, List<Conversation.Spoken> messages) {
        List<Conversation.Spoken> some = new ArrayList<>();
        for (Conversation.Spoken message : messages) {
            if (message.role() == Role.USER && WISH.matcher(message.text()).matches()) {
                api.remember(scope, some);
                some.clear();
                turn(scope, "wishing-" + scope, List.of(message.text()));
            } else {
                some.add(message);
            }
        }
        if (!some.isEmpty()) {
            api.remember(scope, some);
        }
    }

    @Override
    public void settle(String scope) {
        api.settle(scope);
    }

    @Override
    public List<String> search(String scope, String text, int limit) {
        return api.search(scope, text, limit);
    }

    @Override
    public Optional<Told> told(String scope, String question, List<String> before, int tokens) {
        List<String> said = new ArrayList<>(before);
        said.add(question);
        turn(scope, "asking-" + scope, said);
        JsonArray messages = upstream.lastRequest().json().getJsonArray("messages");
        String asked = messages.getJsonObject(messages.size() - 1).getString("content");
        return Optional.of(new Told(asked.substring(0, asked.length() - question.length()), List.of()));
    }

    /** Says the last of these, the others having been answered before. */
    private void turn(String scope, String session, List<String> said) {
        TestClient.Answer answer = server.client().with("X-Hermes-Session-Key", HttpMemoryTarget.PREFIX + scope)
                .with("X-Hermes-Session-Id", session).post("/v1/chat/completions", Json.generate(json -> {
                    json.writeStartObject().write("model", "talaria").writeStartArray("messages");
                    for (int i = 0; i < said.size(); i++) {
                        json.writeStartObject().write("role", "user").write("content", said.get(i)).writeEnd();
                        if (i < said.size() - 1) {
                            json.writeStartObject().write("role", "assistant").write("content", "I see.").writeEnd();
                        }
                    }
                    json.writeEnd().writeEnd();
                }));
        if (answer.status() != 200) {
            throw new IllegalStateException(answer.status() + ": " + answer.text());
        }
    }

    @Override
    public void close() {
        api.close();
        try {
            upstream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
