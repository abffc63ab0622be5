package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.talaria.testing.Chats;
import dev.talaria.testing.RawConnection;
import dev.talaria.testing.SseRecorder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an operator reads in a server's log: no warning about this application, or from it, while nothing is wrong. */
class ServerLogIT extends DeployedTalaria {
    private static final Pattern WARNING = Pattern.compile("[ :](WARN|WARNING|ERROR|SEVERE) ?[ :]");
    /** Any folder may have the application's name, and be named in a line that has nothing to do with it. */
    private static final String HOME = System.getProperty("it.server.home");
    /** The first words of a server that starts; what stands before them an earlier one has said. */
    private static final Pattern START = Pattern.compile("Catalina\\.load Server initialization|WFLYSRV0049");
    /** Loggers of the server, and what it calls the application. */
    private static final Pattern OURS = Pattern.compile("talaria|UT0|io\\.undertow");
    /**
     * Tomcat's own background thread, which it may meet within an application that it takes down; Jetty's word on a broken address;
     * and the keys that other tests of the same server guess.
     */
    private static final Pattern NOT_OURS = Pattern.compile("\\[Catalina-utility-\\d+]|HostPort:.* Bad Authority|FailedAttempts");

    @Test
    void holdsNoWarningAboutTheApplication() throws IOException {
        List<Path> logs = logs();
        assertFalse(logs.isEmpty(), "the server writes a log");
        client().chat("say:Hello");
        client().stream(Chats.streamed("tokens:20")).chatText();
        client().get("/nowhere");
        ask("GET", "v1/models/%zz");
        try (SseRecorder left = client().stream(Chats.streamed("tokens:10000 && slow:20"))) {
            left.next();
        }
        try (RawConnection broken = RawConnection.open(base())) {
            broken.send(head("POST", "v1/chat/completions", "Content-Length: 1000") + "\r\n{\"messages\":");
        }
        awaitNoRuns();

        List<String> warnings = new ArrayList<>();
        for (Path log : logs) {
            sinceTheStart(Files.readAllLines(log)).stream().map(line -> line.replace(HOME, "")).filter(ServerLogIT::isOurWarning)
                    .forEach(warnings::add);
        }
        assertEquals(List.of(), warnings);
    }

    @Test
    void holdsOneLineAndNoStackTraceOfEachClientThatHangsUp() throws IOException {
        long traces = lines().stream().filter(ServerLogIT::isOfAStackTrace).count();
        List<String> ids = IntStream.range(0, 10).mapToObj(i -> "hung-up-" + System.nanoTime() + "-" + i).toList();

        ids.forEach(this::hangUp);
        awaitNoRuns();
        ids.forEach(id -> await(() -> linesOf(id) > 0, () -> "no line for " + id));

        ids.forEach(id -> assertEquals(1, linesOf(id), id));
        assertEquals(traces, lines().stream().filter(ServerLogIT::isOfAStackTrace).count());
    }

    private void hangUp(String id) {
        String body = Chats.streamed("tokens:10000 && slow:20");
        try (RawConnection connection = RawConnection.open(base())) {
            connection.send(head("POST", "v1/chat/completions", "X-Request-Id: " + id, "Content-Length: " + body.length()) + "\r\n" + body);
            connection.until("w3");
        }
    }

    private static long linesOf(String id) {
        try {
            return lines().stream().filter(line -> line.contains("request=" + id + " ")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOfAStackTrace(String line) {
        return line.startsWith("\tat ");
    }

    private static List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path log : logs()) {
            lines.addAll(Files.readAllLines(log));
        }
        return lines;
    }

    private static List<String> sinceTheStart(List<String> lines) {
        int start = lines.size() - 1;
        while (start > 0 && !START.matcher(lines.get(start)).find()) {
            start--;
        }
        return lines.subList(Math.max(0, start), lines.size());
    }

    private static boolean isOurWarning(String line) {
        return WARNING.matcher(line).find() && OURS.matcher(line).find() && !NOT_OURS.matcher(line).find();
    }

    private static List<Path> logs() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String folder : List.of("logs", "standalone/log")) {
            Path logs = Path.of(HOME, folder);
            if (Files.isDirectory(logs)) {
                try (Stream<Path> files = Files.list(logs)) {
                    files.filter(file -> file.getFileName().toString().matches("(catalina|server).*\\.log")).forEach(found::add);
                }
            }
        }
        return found;
    }
}
