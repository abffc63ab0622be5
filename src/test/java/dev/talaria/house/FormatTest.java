package dev.talaria.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The looks of the sources. Surefire runs tests in the project's folder, from which the paths below are seen. */
class FormatTest {
    private static final Set<String> ENDINGS = Set.of("java", "xml", "properties", "sql", "css", "html", "js", "py", "sh");
    /** Beyond it a package surely holds several concepts. Nothing is to be cut to fit a smaller number. */
    private static final int FILES_A_PACKAGE = 40;

    @Test
    void keepsTheFormat() throws IOException {
        List<Path> files = files("src", "webapp", "pom.xml", ".ci/run");

        List<String> faults = files.stream().flatMap(file -> new SourceText(file.toString(), read(file)).faults().stream()).toList();

        assertTrue(files.size() > 100, "the sources were not found");
        assertEquals("", String.join("\n", faults));
    }

    @Test
    void introducesEveryPackage() throws IOException {
        List<Path> missing = packages().keySet().stream().filter(folder -> !Files.exists(folder.resolve("package-info.java"))).toList();

        assertEquals(List.of(), missing);
    }

    @Test
    void keepsPackagesSmall() throws IOException {
        Map<Path, Long> tooLarge = new TreeMap<>(packages());
        tooLarge.values().removeIf(count -> count <= FILES_A_PACKAGE);

        assertEquals(Map.of(), tooLarge);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\n", "a", "a\n\n", "\ta\n", "a \n",
        "import java.util.*;\nclass A {\n}\n", "import java.util.List;\nclass A {\n}\n",
        "import static a.B.c;\nclass A {\n    // c() is called\n    // a = b;\n}\n",
        "// TO\u0044O later\n", "// see /ho\u006de/me\n", "@Dis\u0061bled\n"})
    void findsAFault(String text) {
        assertEquals(1, new SourceText("A.java", text).faults().size());
    }

    @Test
    void findsWhatIsTooLong() {
        assertEquals(1, new SourceText("a.xml", "x".repeat(141) + "\n").faults().size());
        assertEquals(1, new SourceText("A.java", "x\n".repeat(500)).faults().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"import java.util.List;\n/** A {@link List}. */\nclass A {\n}\n", "// says why: see below\n",
        "\"http://h/home/x\"\n"})
    void findsNoFaultWhereThereIsNone(String text) {
        assertEquals(List.of(), new SourceText("A.java", text).faults());
    }

    @Test
    void measuresWidthInCharactersNotInBytes() {
        assertEquals(List.of(), new SourceText("a.xml", "☤".repeat(140) + "\n").faults());
    }

    /** Packages of production code, each with its number of files. */
    private static Map<Path, Long> packages() throws IOException {
        return files("src/main/java").stream().collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
    }

    private static List<Path> files(String... roots) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String root : roots) {
            try (Stream<Path> paths = Files.walk(Path.of(root))) {
                paths.filter(Files::isRegularFile).filter(FormatTest::isSource).sorted().forEach(files::add);
            }
        }
        return files;
    }

    private static boolean isSource(Path file) {
        String name = file.getFileName().toString();
        return name.equals("run") || ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
