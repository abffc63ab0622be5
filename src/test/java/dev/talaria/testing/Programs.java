package dev.talaria.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine's own programs, which some tests need and some machines lack. */
public final class Programs {
    /** Where a service's program lies that ordinary users need not find. */
    private static final String MORE_PATHS = File.pathSeparator + "/usr/sbin" + File.pathSeparator + "/usr/local/sbin";

    private Programs() {
    }

    public static boolean areInstalled(String... programs) {
        return Stream.of(programs).allMatch(program -> find(program).isPresent());
    }

    public static Optional<Path> find(String program) {
        return Stream.of((System.getenv("PATH") + MORE_PATHS).split(File.pathSeparator)).map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable).findFirst();
    }

    /** What a shell command prints; fails with it where the command fails. */
    public static String output(String command) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-euc", command).redirectErrorStream(true).start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (shell.waitFor() != 0) {
            throw new AssertionError(command + "\n" + said);
        }
        return said;
    }
}
