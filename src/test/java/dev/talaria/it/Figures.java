package dev.talaria.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the tests measured and did not judge: a file a server, in the folder of the tests' data. */
public final class Figures {
    private static final System.Logger LOG = System.getLogger(Figures.class.getName());

    private Figures() {
    }

    public static void note(String subject, String figures) {
        LOG.log(System.Logger.Level.INFO, subject + ": " + figures);
        Path file = Path.of(System.getProperty("it.folder"), "figures-" + DeployedTalaria.server() + ".txt");
        try {
            Files.writeString(file, subject + ", JDK " + Runtime.version().feature() + ": " + figures + "\n", StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
