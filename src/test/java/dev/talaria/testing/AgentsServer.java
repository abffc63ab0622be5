package dev.talaria.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A server with a file of agents, over two scripted upstreams called {@code one} and {@code two}. */
public final class AgentsServer implements AutoCloseable {
    public final ScriptedUpstream one = new ScriptedUpstream();
    public final ScriptedUpstream two = new ScriptedUpstream();
    public final Path file = TemporaryFolder.fresh().resolve("agents.json");
    public final TestServer server;

    /**
     * @param text     the file's, with {@code ONE} and {@code TWO} in place of the upstreams' URLs
     * @param settings as {@link TestServer#start(Map)}
     */
    public AgentsServer(String text, Map<String, String> settings) {
        write(text);
        Map<String, String> all = new HashMap<>(settings);
        all.put("talaria.agents.file", file.toString());
        server = TestServer.start(all);
    }

    public AgentsServer(String text) {
        this(text, Map.of());
    }

    /** With a file of API keys, beside the one of the other tests. */
    public static AgentsServer withKeys(String text, String keys) {
        Path file = TemporaryFolder.fresh().resolve("keys.json");
        try {
            Files.writeString(file, keys);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new AgentsServer(text, Map.of("talaria.keys.file", file.toString()));
    }

    /** Replaces the file at once. */
    public void write(String text) {
        try {
            Files.writeString(file, text.replace("ONE", one.baseUrl().toString()).replace("TWO", two.baseUrl().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public TestClient client() {
        return server.client();
    }

    @Override
    public void close() throws IOException {
        server.close();
        one.close();
        two.close();
    }
}
