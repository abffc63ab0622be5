package dev.talaria.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.config.ConfigKey;
import dev.talaria.config.ConfigKeys;
import dev.talaria.error.ErrorCode;
import dev.talaria.testing.TestServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documentation says of the code is what the code says of itself. */
class PagesTest {
    private static final int MAX_README_LINES = 200;
    private static final Pattern HEADER_LITERAL = Pattern.compile("\"(X-Hermes-[A-Za-z-]+|Idempotency-Key|trace(?:parent|state))\"");
    private static final Pattern SETTING = Pattern.compile("`(talaria\\.[a-z][a-z.-]*[a-z])(?: ?=[^`]*)?`");
    private static final Pattern VARIABLE = Pattern.compile("\\b(TALARIA_[A-Z_]*[A-Z])\\b");
    private static final Pattern STATUS_AND_CODE = Pattern.compile("\\b([45]\\d\\d) `([a-z_]+)`");
    /** Files, and the settings of a made-up provider of memory. */
    private static final List<String> NO_SETTINGS = List.of("talaria.db", "talaria.db-wal", "talaria.properties",
            "talaria.memory.notebook.url", "talaria.guardrail.quiet.word");
    /** They tell of what was once. */
    private static final Path DECISIONS = Path.of("src", "docs", "decisions");
    /** Its codes are those of vendors. */
    private static final Path MODELS = Path.of("src", "docs", "models.md");
    /** Told in replies only. */
    private static final Set<String> RESPONSE_HEADERS = Set.of("X-Hermes-Run-Id", "X-Hermes-Model", "X-Hermes-Provider");

    private final Page api = Page.read("src/docs/api/README.md");

    @Test
    void listEveryEndpoint() {
        try (TestServer server = TestServer.start()) {
            Set<String> routes = server.client().get("/v1/capabilities").json().getJsonObject("endpoints").values().stream()
                    .map(value -> (JsonObject) value).map(route -> route.getString("method") + " " + route.getString("path"))
                    .collect(Collectors.toCollection(TreeSet::new));

            assertEquals(routes, new TreeSet<>(api.firstCells("method and path")));
        }
    }

    @Test
    void listEveryRequestHeader() throws IOException {
        Set<String> read = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
            sources.filter(path -> path.toString().endsWith(".java")).map(PagesTest::text)
                    .forEach(text -> HEADER_LITERAL.matcher(text).results().map(found -> found.group(1)).forEach(read::add));
        }
        read.removeAll(RESPONSE_HEADERS);

        assertEquals(read, api.firstCells("request header").stream().flatMap(cell -> Stream.of(cell.split(", ")))
                .map(name -> name.startsWith("-") ? "X-Hermes" + name : name).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void nameEveryResponseHeader() {
        assertTrue(RESPONSE_HEADERS.stream().allMatch(api.text()::contains));
    }

    @Test
    void holdTheTableOfErrorsWithAdviceForEach() {
        List<String> rows = Page.read("src/docs/errors.md").block("errors").lines().skip(2).toList();

        assertEquals(ErrorReference.rows(), rows.stream().map(row -> row.substring(0, row.lastIndexOf(" | ") + 2)).toList());
        assertTrue(rows.stream().allMatch(row -> row.matches(".*\\| [A-Z][^|]{10,}\\. \\|")), rows::toString);
    }

    @Test
    void holdTheTableOfSettings() {
        assertEquals(ConfigReference.table(), Page.read("src/docs/settings.md").block("config keys"));
    }

    @Test
    void nameOnlySettingsAndErrorsThatExist() {
        Set<String> names = ConfigKeys.all().stream().map(ConfigKey::name).collect(Collectors.toCollection(TreeSet::new));
        Set<String> variables = ConfigKeys.all().stream().map(ConfigKey::environmentName).collect(Collectors.toCollection(TreeSet::new));
        Set<String> errors = Stream.of(ErrorCode.values()).map(code -> code.status() + " " + code.code()).collect(Collectors.toSet());
        names.addAll(NO_SETTINGS);
        variables.add("TALARIA_MEMORY_NOTEBOOK_URL");
        List<String> unknown = new ArrayList<>();
        for (Page page : Page.all()) {
            if (!page.path().startsWith(DECISIONS)) {
                Stream.concat(found(SETTING, page).map(setting -> setting.group(1)).filter(name -> !names.contains(name)),
                        found(VARIABLE, page).map(MatchResult::group).filter(name -> !variables.contains(name)))
                        .map(name -> page.path() + ": " + name).forEach(unknown::add);
            }
            if (!page.path().startsWith(DECISIONS) && !page.path().equals(MODELS)) {
                found(STATUS_AND_CODE, page).map(error -> error.group(1) + " " + error.group(2)).filter(error -> !errors.contains(error))
                        .map(error -> page.path() + ": " + error).forEach(unknown::add);
            }
        }

        assertEquals(List.of(), unknown);
    }

    private static Stream<MatchResult> found(Pattern pattern, Page page) {
        return pattern.matcher(page.text()).results();
    }

    @Test
    void linkOnlyToWhatIsThere() {
        assertEquals(List.of(), Page.all().stream().flatMap(page -> page.links().stream().filter(link -> !page.resolves(link))
                .map(link -> page.path() + ": " + link)).toList());
    }

    @Test
    void areAllReachedFromTheIndex() throws IOException {
        Set<Path> reached = new TreeSet<>();
        reach(Path.of("README.md").toAbsolutePath(), reached);
        try (Stream<Path> docs = Files.walk(Path.of("src", "docs"))) {
            assertEquals(List.of(), docs.filter(path -> path.toString().endsWith(".md") && !path.startsWith(DECISIONS))
                    .filter(path -> !reached.contains(path.toAbsolutePath())).toList());
        }
    }

    private static void reach(Path path, Set<Path> reached) {
        if (path.toString().endsWith(".md") && reached.add(path)) {
            Page.read(path.toString()).links().forEach(link ->
                    reach(path.resolveSibling(link.replaceFirst("#.*", "")).normalize(), reached));
        }
    }

    @Test
    void beginWithAReadmeThatIsReadInMinutes() {
        assertTrue(Page.read("README.md").text().lines().count() < MAX_README_LINES);
    }

    private static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
