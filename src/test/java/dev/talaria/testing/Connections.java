package dev.talaria.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/** The TCP connections of this machine, as Linux lists them. */
public final class Connections {
    private static final String ESTABLISHED = "01";

    private Connections() {
    }

    public static boolean areListed() {
        return Files.isReadable(Path.of("/proc/net/tcp"));
    }

    /** How many of these clients' connections a server on the same machine has not closed. */
    public static long heldBy(int serverPort, Set<Integer> clientPorts) {
        return Stream.of("/proc/net/tcp", "/proc/net/tcp6").map(Path::of).filter(Files::isReadable).flatMap(Connections::rows)
                .map(row -> row.strip().split("\\s+"))
                .filter(row -> row[3].equals(ESTABLISHED) && port(row[1]) == serverPort && clientPorts.contains(port(row[2])))
                .count();
    }

    private static Stream<String> rows(Path table) {
        try {
            return Files.readAllLines(table).stream().skip(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }
}
