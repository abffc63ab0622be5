package dev.talaria.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the README says of the code is what the code says of itself. */
class ReadmeTest {
    private static final Pattern HEADER_LITERAL = Pattern.compile("\"(X-Hermes-[A-Za-z-]+|Idempotency-Key)\"");
    /** Told in replies only. */
    private static final Set<String> RESPONSE_HEADERS = Set.of("X-Hermes-Run-Id");

    private final Readme readme = Readme.read();

    @Test
    void listsEveryEndpoint() {
        try (TestServer server = TestServer.start()) {
            Set<String> routes = server.client().get("/v1/capabilities").json().getJsonObject("endpoints").values().stream()
                    .map(value -> (JsonObject) value).map(route -> route.getString("method") + " " + route.getString("path"))
                    .collect(Collectors.toCollection(TreeSet::new));

            assertEquals(routes, new TreeSet<>(readme.firstCells("method and path")));
        }
    }

    @Test
    void listsEveryRequestHeader() throws IOException {
        Set<String> read = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
            sources.filter(path -> path.toString().endsWith(".java")).map(ReadmeTest::text)
                    .forEach(text -> HEADER_LITERAL.matcher(text).results().map(found -> found.group(1)).forEach(read::add));
        }
        read.removeAll(RESPONSE_HEADERS);

        assertEquals(read, readme.headers().collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void tellsResponseHeadersByTheirNames() {
        assertTrue(RESPONSE_HEADERS.stream().allMatch(text(Path.of("README.md"))::contains));
    }

    @Test
    void holdsTheTableOfErrors() {
        assertEquals(ErrorReference.table(), readme.block("errors"));
    }

    @Test
    void holdsTheTableOfSettings() {
        assertEquals(ConfigReference.table(), readme.block("config keys"));
    }

    private static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
