package dev.talaria.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation as its tables, marked blocks, headings and links. */
record Page(Path path, String text) {
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Pattern CODE = Pattern.compile("(?s)```.*?```");

    static Page read(String path) {
        return read(Path.of(path));
    }

    private static Page read(Path path) {
        try {
            return new Page(path, Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every page of the project. */
    static List<Page> all() {
        try (Stream<Path> top = Files.list(Path.of("")); Stream<Path> docs = Files.walk(Path.of("src", "docs"));
                Stream<Path> tests = Files.walk(Path.of("src", "test"), 1); Stream<Path> deploy = Files.walk(Path.of("deploy"))) {
            return Stream.of(top, docs, tests, deploy).flatMap(paths -> paths).filter(path -> path.toString().endsWith(".md"))
                    .map(Page::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands between {@code <!-- name -->} and {@code <!-- end of name -->}, each on a line of its own. */
    String block(String name) {
        String begin = "<!-- " + name + " -->\n";
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf("<!-- end of " + name + " -->"));
    }

    /** The first cell of each row of the table with this first heading. */
    List<String> firstCells(String heading) {
        return text.substring(text.indexOf("\n| " + heading + " |")).stripLeading().lines().takeWhile(line -> line.startsWith("|"))
                .skip(2).map(line -> line.substring(1, line.indexOf('|', 1)).strip()).toList();
    }

    /** The targets of the links that lead into the project. */
    List<String> links() {
        return LINK.matcher(CODE.matcher(text).replaceAll("")).results().map(link -> link.group(1))
                .filter(target -> !target.matches("[a-z]+:.*")).toList();
    }

    /** Whether a link on this page leads somewhere, to its heading where it names one. */
    boolean resolves(String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? path : path.toAbsolutePath().resolveSibling(parts[0]).normalize();
        return Files.exists(target) && (parts.length == 1 || read(target).anchors().contains(parts[1]));
    }

    private List<String> anchors() {
        return HEADING.matcher(CODE.matcher(text).replaceAll("")).results().map(heading -> heading.group(1).toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-')).toList();
    }
}
