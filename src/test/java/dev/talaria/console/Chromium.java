package dev.talaria.console;

import dev.talaria.json.Json;
import dev.talaria.testing.Programs;
import dev.talaria.testing.TemporaryFolder;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A headless Chromium, driven by the DevTools protocol. Safe for many threads; each tab is for one. */
final class Chromium implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");
    private static final long DEADLINE_SECONDS = 60;

    private final Process process;
    private final WebSocket socket;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonObject>> calls = new ConcurrentHashMap<>();
    private final Map<String, Consumer<JsonObject>> listeners = new ConcurrentHashMap<>();

    private Chromium(Process process, URI address) {
        this.process = process;
        socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, new Listener()).join();
    }

    /** The program that {@code CHROME_BIN} names, or the first that is installed. */
    static Optional<Path> program() {
        return Optional.ofNullable(System.getenv("CHROME_BIN")).map(Path::of).filter(Files::isExecutable)
                .or(() -> Stream.of("chromium", "chromium-browser", "google-chrome", "chrome").flatMap(name -> Programs.find(name).stream())
                        .findFirst());
    }

    static Chromium start() throws IOException {
        Process process = new ProcessBuilder(program().orElseThrow().toString(), "--headless=new", "--no-sandbox", "--disable-gpu",
                "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--hide-scrollbars", "--lang=en",
                "--remote-debugging-port=0", "--user-data-dir=" + TemporaryFolder.fresh(), "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        BufferedReader said = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            Matcher address = LISTENING.matcher(line);
            if (address.find()) {
                Thread rest = new Thread(() -> said.lines().forEach(ignored -> { }), "chromium-output");
                rest.setDaemon(true);
                rest.start();
                return new Chromium(process, URI.create(address.group(1)));
            }
        }
        process.destroyForcibly();
        throw new IOException("Chromium did not start");
    }

    /** A tab of its own profile: it shares neither storage nor cache with others. */
    Tab tab() {
        String context = call(null, "Target.createBrowserContext", "{}").getString("browserContextId");
        String target = call(null, "Target.createTarget",
                "{\"url\":\"about:blank\",\"browserContextId\":\"" + context + "\"}").getString("targetId");
        String session = call(null, "Target.attachToTarget", "{\"targetId\":\"" + target + "\",\"flatten\":true}").getString("sessionId");
        Tab tab = new Tab(this, session, context);
        listeners.put(session, tab::take);
        tab.prepare();
        return tab;
    }

    /**
     * Calls a command and returns its result.
     *
     * @param session null for the browser itself
     */
    JsonObject call(String session, String method, String parameters) {
        long id = numbers.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        calls.put(id, answer);
        String message = "{\"id\":" + id + (session == null ? "" : ",\"sessionId\":\"" + session + "\"") + ",\"method\":\"" + method
                + "\",\"params\":" + parameters + "}";
        synchronized (socket) {
            socket.sendText(message, true).join();
        }
        try {
            JsonObject reply = answer.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
            if (reply.containsKey("error")) {
                throw new AssertionError(method + ": " + reply.get("error"));
            }
            return reply.getJsonObject("result");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(method + " was not answered", e);
        }
    }

    @Override
    public void close() {
        socket.abort();
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence piece, boolean last) {
            text.append(piece);
            if (last) {
                JsonObject message = Json.parse(text.toString()).asJsonObject();
                text.setLength(0);
                if (message.containsKey("id")) {
                    calls.remove(message.getJsonNumber("id").longValue()).complete(message);
                } else if (message.containsKey("sessionId")) {
                    listeners.getOrDefault(message.getString("sessionId"), ignored -> { }).accept(message);
                }
            }
            from.request(1);
            return null;
        }
    }
}
