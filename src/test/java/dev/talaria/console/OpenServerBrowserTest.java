package dev.talaria.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** A server without API keys, which has neither sessions nor memory. */
class OpenServerBrowserTest extends ConsolePages {
    @Override
    Map<String, String> settings() {
        return Map.of("talaria.api-key", "", "talaria.anonymous", "true");
    }

    @Test
    void keepsTheConversationInThePage() {
        signedIn("");
        ask("My parrot is called Figaro.");
        ask("What is my parrot called?");

        tab.until("all('.answer').at(-1).innerText.includes('Figaro')");
        assertEquals("Playground", tab.string("all('nav a')[0].innerText.trim()"));
        assertEquals("0", tab.evaluate("all('nav a').filter(link => ['Memory', 'Sessions', 'Keys'].includes(link.innerText.trim())).length")
                .toString());
    }
}
