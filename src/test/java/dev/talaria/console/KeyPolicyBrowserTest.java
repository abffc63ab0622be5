package dev.talaria.console;

import dev.talaria.testing.TestServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that decide otherwise whose memory it is. */
class KeyPolicyBrowserTest extends ConsolePages {
    @ParameterizedTest
    @ValueSource(strings = {"api-key", "user", "user+chat"})
    void namesTheMemoryAsTheKeyWantsIt(String policy) {
        String key = server.client(TestServer.KEY).post("/api/keys", "{\"name\":\"" + policy.replace('+', '-')
                + "\",\"identity\":{\"policy\":\"" + policy + "\"}}").json().getString("key");
        signedIn(key);
        ask("My favourite colour is teal.");
        tab.click("Memory");

        tab.until("all('.item .said').some(said => said.innerText === 'My favourite colour is teal.')");
    }
}
