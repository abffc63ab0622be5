package dev.talaria.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files that a process has open, as Linux shows them; none on other systems. */
public final class OpenFiles {
    private OpenFiles() {
    }

    public static Set<Path> of(long pid) throws IOException {
        Path descriptors = Path.of("/proc", Long.toString(pid), "fd");
        if (!Files.isDirectory(descriptors)) {
            return Set.of();
        }
        try (Stream<Path> open = Files.list(descriptors)) {
            return open.flatMap(OpenFiles::target).collect(Collectors.toSet());
        }
    }

    /** One that was closed in between has none. */
    private static Stream<Path> target(Path descriptor) {
        try {
            return Stream.of(Files.readSymbolicLink(descriptor));
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
