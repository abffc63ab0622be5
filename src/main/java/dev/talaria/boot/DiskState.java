package dev.talaria.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** The disk of the data folder, for health and metrics. Logs when space becomes low, and when it no longer is. Safe for many threads. */
final class DiskState {
    private static final System.Logger LOG = System.getLogger(DiskState.class.getName());
    private static final long MIN_SPACE_BYTES = 200_000_000;

    private final Path home;
    private final AtomicBoolean low = new AtomicBoolean();

    DiskState(Path home) {
        this.home = home;
    }

    /** Returns the free space in bytes. */
    long free() {
        try {
            long free = Files.getFileStore(home).getUsableSpace();
            note(free);
            return free;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean isLow(long free) {
        return free < MIN_SPACE_BYTES;
    }

    /** Space that wavers around the bound is told of once. */
    void note(long free) {
        if (isLow(free) && low.compareAndSet(false, true)) {
            LOG.log(System.Logger.Level.WARNING, "The disk of " + home + " is nearly full: " + free + " bytes are free");
        } else if (free > 2 * MIN_SPACE_BYTES && low.compareAndSet(true, false)) {
            LOG.log(System.Logger.Level.INFO, "The disk of " + home + " has space again: " + free + " bytes are free");
        }
    }
}
