package dev.talaria.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.talaria.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** A server, a browser, and for each test a tab in which nothing may go wrong. Without a browser the tests are skipped. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConsolePages {
    private Chromium browser;
    TestServer server;
    Tab tab;

    Map<String, String> settings() {
        return Map.of();
    }

    @BeforeAll
    final void start() throws IOException {
        assumeTrue(Chromium.program().isPresent(), "There is no Chromium: put one on the PATH, or name it in CHROME_BIN");
        server = TestServer.start(settings());
        browser = Chromium.start();
    }

    @AfterAll
    final void stop() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    final void open() {
        tab = browser.tab();
    }

    @AfterEach
    final void nothingWentWrong() {
        try {
            String origin = server.base().toString();
            assertEquals(List.of(), tab.requests().stream().filter(url -> !url.startsWith(origin + "/") && !url.startsWith("data:")
                    && !url.startsWith("blob:" + origin + "/") && !url.equals("about:blank")).toList());
            assertEquals("0", tab.evaluate("window.hacked").toString());
            assertEquals(List.of(), tab.faults().stream().filter(fault -> !isExpected(fault)).toList());
        } finally {
            tab.close();
        }
    }

    /** Whether a test means the console to meet this. */
    boolean isExpected(String fault) {
        return false;
    }

    URI console() {
        return server.base().resolve("/console/");
    }

    /** Opens the console's start page, signed in with a key. */
    void signedIn(String key) {
        tab.open(console());
        tab.type("input[name=key]", key);
        tab.click("Sign in");
        tab.until("one('nav a')");
    }

    void say(String text) {
        tab.type(".composer textarea", text);
        tab.evaluate("one('.composer').requestSubmit()");
    }

    /** Says something and waits for the whole answer. */
    void ask(String text) {
        tab.until("one('.composer')");
        int before = Integer.parseInt(tab.evaluate("all('.answer').length").toString());
        say(text);
        tab.until("all('.answer').length === " + (before + 1) + " && all('.answer').at(-1).querySelector('.actions button') && idle()");
    }
}
