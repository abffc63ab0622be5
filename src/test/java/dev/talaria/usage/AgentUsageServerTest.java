package dev.talaria.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.testing.AgentsServer;
import dev.talaria.testing.Chats;
import dev.talaria.testing.MetricLines;
import dev.talaria.testing.Script;
import dev.talaria.testing.TestClient;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Use by agents and models, where the model's name does not tell them. */
class AgentUsageServerTest {
    private static final String FILE = """
            {"upstreams": {"one": {"url": "ONE", "model": "m1"}, "two": {"url": "TWO", "model": "m2"}},
             "model_routes": {"fast": ["two::m2"]},
             "agents": {"ada": {"route": ["one::m1", "two::m2"]}, "bob": {"route": ["two::m2"]}}}""";

    private final AgentsServer server = new AgentsServer(FILE, Map.of("talaria.prices", "m1=1000/1000,m2=1/1"));

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private List<String> used() {
        return server.client().get("/api/usage?by=agent,model").json().getJsonArray("data").getValuesAs(JsonObject.class).stream()
                .map(row -> row.getString("agent") + " " + row.getString("model") + " " + row.getInt("turns") + " "
                        + row.getJsonNumber("cost").bigDecimalValue().toPlainString()).toList();
    }

    @Test
    void countsAndPricesTheModelThatHasAnswered() {
        server.one.answerAlways(seen -> Script.chatError(503, "down", "down"));
        server.two.answerAlways(seen -> Script.chatStream("a"));

        assertEquals(200, server.client().post("/v1/chat/completions", Chats.streamed("hi")).status());

        assertEquals(List.of("ada m2 1 0.000011"), used());
    }

    @Test
    void countsForTheAgentOfThePath() {
        server.two.answerAlways(seen -> Script.chatStream("a"));
        TestClient client = server.client();

        assertEquals(200, client.post("/p/bob/v1/chat/completions", Chats.streamed("hi")).status());
        assertEquals(200, client.post("/p/bob/v1/chat/completions",
                Chats.streamed("hi").replaceFirst("\\{", "{\"model\":\"fast\",")).status());

        assertEquals(List.of("bob m2 2 0.000022"), used());
        MetricLines.of(client).await("gen_ai_invoke_agent_duration_seconds_count{error_type=\"\",gen_ai_agent_name=\"bob\","
                + "outcome=\"completed\",source=\"chat\"}", 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/usage?to=-999999999-01-01", "/api/usage?from=%2B999999999-01-01", "/api/usage?from=2026-02-30",
            "/api/usage?from=2026-02-02&to=2026-02-01", "/api/usage?by=colour", "/api/usage?format=xml",
            "/api/audit?since=%2B1000000000-12-31T23:59:59Z", "/api/audit?until=-1000000000-01-01T00:00:00Z", "/api/audit?since=x",
            "/api/audit?action=nothing", "/api/audit?after=1"})
    void refusesQueriesThatAreNotValid(String query) {
        assertEquals(400, server.client().get(query).status());
    }
}
