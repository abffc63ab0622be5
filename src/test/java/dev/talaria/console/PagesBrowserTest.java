package dev.talaria.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every page, filled with texts that would do something if they were taken for markup, in all its forms. */
class PagesBrowserTest extends ConsolePages {
    private static final String PROBE = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'><svg onload=alert(3)>";
    private static final String MARKED = "**bold** [link](javascript:alert(4)) ![picture](https://example.org/x.png) "
            + "<iframe srcdoc='<script>alert(5)</script>'></iframe> [site](https://example.org \"x\" onmouseover=alert(6))";
    private final Looks looks = new Looks();
    private String run;

    /** Of axe itself. */
    @Override
    boolean isExpected(String fault) {
        return fault.contains("Canvas2D: Multiple readback operations");
    }

    @BeforeAll
    void fill() {
        TestClient me = server.client().with("X-Hermes-Session-Key", "me");
        TestClient trip = me.with("X-Hermes-Session-Id", "trip");
        follow(trip, "My favourite colour is teal. I live in Oslo. " + PROBE, "");
        follow(trip, "say:" + PROBE + " " + MARKED, "");
        follow(trip, "What is my favourite colour?", ",\"conversation_history\":[]");
        run = follow(trip, "reason:" + PROBE + " && tool:todo {\"todos\": [" + Tab.quoted(PROBE) + "]} && say:" + MARKED, "");
        server.client().send("PATCH", "/api/sessions/trip", body("{\"title\":" + Tab.quoted("A trip " + PROBE.substring(0, 60)) + "}"));
        follow(me.with("X-Hermes-Session-Id", "other"), "What is my favourite colour?", "");
        me.post("/v1/memory/messages", "{\"messages\":[{\"content\":" + Tab.quoted("Imported " + PROBE) + ",\"name\":" + Tab.quoted(PROBE)
                + ",\"created_at\":\"2024-05-08T13:56:00Z\",\"metadata\":{\"session_id\":" + Tab.quoted(PROBE) + "}}]}");
        me.send("DELETE", "/api/sessions/%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E", BodyPublishers.noBody());
        for (String name : new String[] {"webui", "second"}) {
            server.client().post("/api/keys", "{\"name\":" + Tab.quoted(name) + ",\"tenant\":\"acme\"}");
        }
    }

    private static String follow(TestClient client, String input, String more) {
        String id = client.post("/v1/runs", "{\"input\":" + Tab.quoted(input) + more + "}").json().getString("run_id");
        client.get("/v1/runs/" + id + "/events");
        return id;
    }

    private static BodyPublisher body(String text) {
        return BodyPublishers.ofString(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "playground|playground/trip|one('.answer .markdown')?.innerText.length > 20",
        "playground-new|playground|one('.steps')",
        "memory|memory|all('.item').length > 5 && one('.entries li')",
        "sessions|sessions|all('.item').length > 1",
        "session|sessions/trip|one('.branches .dot.current')",
        "runs|runs|all('tbody tr').length > 4",
        "run|runs/RUN|one('.timeline .bar.tool') && named('Replay') && !named('Replay').hidden",
        "health|health|all('.chart').length > 3",
        "keys|keys|all('tbody tr').length > 1",
        "usage|usage|all('figure .bar').length > 20 && all('tbody tr').length > 0",
        "audit|audit|all('tbody tr').length > 2 && one('.tag.good') && one('.tag.bad')",
        "agents|agents|all('tbody tr').length > 0 && all('.card').length > 3",
        "outbox|outbox|one('.empty')"})
    void looksGoodInEachFormAndCanBeUsedByEverybody(String name, String page, String ready) {
        signedIn(TestServer.KEY);
        tab.go(page.replace("RUN", run));
        looks.check(tab, name, ready);
        looks.checkMarkup(tab);
    }

    @Test
    void showsTheEntranceInEachForm() {
        tab.open(console());
        tab.until("one('input[name=key]')");

        looks.check(tab, "entrance", "one('input[name=key]')");
    }

    @Test
    void showsASecretOnceAndWhatTheKeyMayNot() {
        signedIn(TestServer.KEY);
        tab.go("keys");
        tab.click("New key");
        tab.type("dialog input[name=name]", "app");
        tab.evaluate("one('dialog form').requestSubmit()");
        tab.until("one('.secret')");
        String secret = tab.string("one('.secret').innerText");
        tab.click("Close");
        tab.until("!one('dialog') && named('Rotate app')");
        assertFalse(tab.string("document.body.innerHTML").contains(secret));

        tab.click("Sign out");
        tab.type("input[name=key]", secret);
        tab.click("Sign in");
        tab.until("one('nav a')");

        List<String> pages = List.of(tab.string("all('nav a').map(link => link.innerText.trim()).join()").split(","));
        assertTrue(pages.containsAll(List.of("Playground", "Memory", "Sessions", "Runs", "Health")), pages::toString);
        assertTrue(Collections.disjoint(pages, List.of("Keys", "Audit", "Outbox")), pages::toString);
        assertEquals("1", tab.evaluate("sessionStorage.length && Object.keys(localStorage).length === 0 ? 1 : 0").toString());
    }

    @Test
    void correctsAndForgetsWhatIsRemembered() {
        TestClient scope = server.client().with("X-Hermes-Session-Key", "edit");
        scope.post("/v1/memory/messages", "{\"messages\":[{\"content\":\"The parrot is called Figaro.\"}]}");
        signedIn(TestServer.KEY);
        tab.go("memory");
        tab.type("#scope-key", "edit");
        tab.until("all('.item').length === 1");
        tab.type("input[type=search]", "parrot");
        tab.evaluate("one('form[role=search]').requestSubmit()");
        tab.until("one('.item meter')");
        tab.evaluate("all('.item button').find(button => button.innerText === 'Edit').click()");
        tab.type("dialog textarea", "The parrot is called Tosca.");
        tab.evaluate("one('dialog form').requestSubmit()");
        tab.until("!one('dialog') && one('.item .said').innerText.includes('Tosca')");
        tab.evaluate("all('.item button').find(button => button.innerText === 'Forget').click()");
        tab.until("one('dialog')");
        tab.evaluate("one('dialog form').requestSubmit()");
        tab.until("!one('dialog') && all('.item').length === 0");

        assertFalse(scope.get("/v1/memory/items").text().contains("Tosca"));
    }

    @Test
    void canBeUsedByKeysAlone() {
        signedIn(TestServer.KEY);
        tab.go("memory");
        tab.until("one('#main h1')?.innerText === 'Memory' && document.activeElement.id === 'main'");
        assertEquals("0", tab.evaluate("all('main [onclick], main div[tabindex=\"1\"], main span[role=button]').length").toString());
        assertEquals("", tab.string("all('button, a, input, select, textarea').filter(element => element.tabIndex < 0 && "
                + "element.type !== 'file').map(element => element.outerHTML).join()"));
    }
}
