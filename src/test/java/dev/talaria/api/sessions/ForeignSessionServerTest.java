package dev.talaria.api.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.scope.SessionRef;
import dev.talaria.session.CatalogStore;
import dev.talaria.session.NewSession;
import dev.talaria.session.SessionEdits;
import dev.talaria.store.GroupCommit;
import dev.talaria.testing.TestClient.Answer;
import dev.talaria.testing.TestDatabase;
import dev.talaria.testing.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions of another owner and of another tenant, in the same database. */
class ForeignSessionServerTest {
    private static final String ALL = "/api/sessions";
    private static final List<SessionRef> FOREIGN = List.of(SessionRef.named("other", "", "tenants"),
            SessionRef.named("default", "bob", "bobs"));

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        try (GroupCommit writer = TestDatabase.writer(server.database())) {
            SessionEdits edits = new SessionEdits(writer, Clock.systemUTC());
            FOREIGN.forEach(session -> edits.create(new NewSession(session, "Foreign", null, "m", "main")));
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"GET,", "PATCH,", "DELETE,", "GET,/messages", "GET,/export", "POST,/fork", "POST,/chat", "POST,/chat/stream"})
    void areNotThere(String method, String path) {
        String body = method.equals("PATCH") ? "{\"title\":\"Mine\"}" : "{\"message\":\"hi\"}";

        for (SessionRef foreign : FOREIGN) {
            String whole = ALL + "/" + foreign.id() + (path == null ? "" : path);
            Answer answer = server.client().send(method, whole, BodyPublishers.ofString(body));

            assertEquals(404, answer.status(), answer.text());
            assertEquals("session_not_found", answer.error().getString("code"));
            assertEquals("Foreign", new CatalogStore(server.database()).find(foreign).orElseThrow().title());
        }
    }

    @ParameterizedTest
    @CsvSource({ALL, ALL + "?q=foreign", ALL + "?source=api_server"})
    void areInNoList(String path) {
        Answer answer = server.client().get(path);

        assertEquals(0, answer.json().getJsonArray("data").getValuesAs(value -> value.asJsonObject().getString("id")).stream()
                .filter(id -> FOREIGN.stream().anyMatch(foreign -> foreign.id().equals(id))).count(), answer.text());
    }

    @Test
    void doNotStandInTheWayOfOnesOwn() {
        for (SessionRef foreign : FOREIGN) {
            server.client().send("DELETE", ALL + "/" + foreign.id(), BodyPublishers.noBody());
            Answer made = server.client().post(ALL, "{\"id\":\"" + foreign.id() + "\"}");
            assertEquals(201, made.status(), made.text());
            assertEquals(200, server.client().send("DELETE", ALL + "/" + foreign.id(), BodyPublishers.noBody()).status());
        }
        Answer titled = server.client().post(ALL, "{\"title\":\"Foreign\"}");
        assertEquals(201, titled.status(), titled.text());
    }
}
