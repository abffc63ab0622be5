package dev.talaria.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The project as somebody gets it who has nothing but its files. */
final class ProjectCopy {
    private static final List<String> PARTS = List.of("pom.xml", "README.md", "src", "webapp");

    private ProjectCopy() {
    }

    /** A clone of what is committed, or where there is no repository a copy of the files that count. */
    static Path into(Path folder) throws IOException, InterruptedException {
        Path copy = folder.resolve("talaria");
        if (Files.exists(Path.of(".git")) && clone(copy)) {
            return copy;
        }
        for (String part : PARTS) {
            copy(Path.of(part), copy);
        }
        return copy;
    }

    private static boolean clone(Path copy) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder("git", "clone", "-q", ".", copy.toString()).inheritIO().start().waitFor() == 0;
        } catch (IOException noGit) {
            return false;
        }
    }

    private static void copy(Path part, Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(part)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.createDirectories(copy.resolve(file).getParent());
                Files.copy(file, copy.resolve(file));
            }
        }
    }
}
