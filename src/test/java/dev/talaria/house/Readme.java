package dev.talaria.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The README as its tables and marked blocks. */
final class Readme {
    private final String text;

    private Readme(String text) {
        this.text = text;
    }

    static Readme read() {
        try {
            return new Readme(Files.readString(Path.of("README.md")));
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

    /** The cells of the table of headers, {@code X-Hermes-User-Id, -User-Name} written out. */
    Stream<String> headers() {
        return firstCells("request header").stream().flatMap(cell -> Stream.of(cell.split(", ")))
                .map(name -> name.startsWith("-") ? "X-Hermes" + name : name);
    }
}
