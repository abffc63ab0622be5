package dev.talaria.bench.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.bench.speed.Load.Dialect;
import dev.talaria.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What measures others is right itself. */
class LoadClientTest {
    private static final int STREAMS = 12;

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void readsEachTokenOfEachDialectThroughTheServer(Dialect dialect) throws IOException {
        try (ModelServer model = new ModelServer(); TestServer server = TestServer.start(
                Map.of("talaria.model.base-url", "http://127.0.0.1:" + model.port() + "/v1", "talaria.model.name", "scripted"))) {
            Answers answers = LoadClient.run(target(server), load(dialect, 30));

            assertEquals(Map.of(), answers.failures());
            assertEquals(STREAMS, answers.whole);
            assertEquals(30L * STREAMS, answers.tokens);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Dialect.class, names = {"CHAT", "STREAM"})
    void readsTheModelItself(Dialect dialect) throws IOException {
        try (ModelServer model = new ModelServer()) {
            Answers answers = LoadClient.run(model::port, load(dialect, 1_000));

            assertEquals(Map.of(), answers.failures());
            assertEquals(1_000L * STREAMS, answers.tokens);
        }
    }

    @Test
    void pausesBetweenTokens() throws IOException {
        try (ModelServer model = new ModelServer()) {
            Answers answers = LoadClient.run(model::port, Load.once(Dialect.STREAM,
                    new Script(5, Duration.ofMillis(20)), 3, Duration.ZERO));

            assertEquals(3, answers.whole);
            assertTrue(answers.seconds >= 0.08, () -> answers.seconds + " s");
            assertEquals(12, answers.gaps.size());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "200 OK | data: {\"content\":\"w0 w2\"} [DONE] | wrong text",
        "200 OK | data: {\"content\":\"w0\"} [DONE] | wrong text",
        "200 OK | data: {\"content\":\"w0 w1\"} | no end mark",
        "503 Busy | {} | status 503"})
    void noticesWhatIsMissing(String status, String body, String fault) throws IOException, InterruptedException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Thread server = new Thread(() -> answer(listener, "HTTP/1.1 " + status + "\r\nContent-Length: " + body.length()
                    + "\r\n\r\n" + body));
            server.start();

            Answers answers = LoadClient.run(listener::getLocalPort, Load.once(Dialect.STREAM, Script.of(2), 1, Duration.ZERO));

            assertEquals(Map.of(fault, 1), answers.failures());
            server.join();
        }
    }

    @Test
    void noticesAConnectionThatIsCut() throws IOException, InterruptedException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Thread server = new Thread(() -> answer(listener, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ndata: "));
            server.start();

            Answers answers = LoadClient.run(listener::getLocalPort, Load.once(Dialect.STREAM, Script.of(2), 1, Duration.ZERO));

            assertEquals(Map.of("cut off", 1), answers.failures());
            server.join();
        }
    }

    private static void answer(ServerSocket listener, String answer) {
        try (Socket socket = listener.accept()) {
            byte[] received = new byte[4_096];
            int length = 0;
            while (!new String(received, 0, length, StandardCharsets.ISO_8859_1).contains("script-")) {
                length += socket.getInputStream().read(received, length, received.length - length);
            }
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Load load(Dialect dialect, int tokens) {
        return Load.once(dialect, Script.of(tokens), STREAMS, Duration.ZERO);
    }

    private static Target target(TestServer server) {
        return new Target() {
            @Override
            public int port() {
                return server.base().getPort();
            }

            @Override
            public String key() {
                return TestServer.KEY;
            }
        };
    }
}
