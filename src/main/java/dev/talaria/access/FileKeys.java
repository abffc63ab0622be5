package dev.talaria.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.scope.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The API keys in an operator's file. The file is read every second. A changed text takes effect once two consecutive reads have found it,
 * so that a file that is still being written is ignored. A missing or invalid file changes nothing and is logged once. Safe for many
 * threads.
 */
public final class FileKeys {
    private static final System.Logger LOG = System.getLogger(FileKeys.class.getName());
    private static final Duration PACE = Duration.ofSeconds(1);

    private final Path file;
    private volatile Map<String, ApiKey> keys;
    private volatile Consumer<String> onReload = name -> { };
    @GuardedBy("this")
    private String seen;
    @GuardedBy("this")
    private String settled;

    private FileKeys(Path file, Map<String, ApiKey> keys, String settled) {
        this.file = file;
        this.keys = keys;
        this.settled = settled;
    }

    /**
     * Reads the file.
     *
     * @param file empty if none is configured
     * @throws IllegalArgumentException if the file cannot be used; the message is for the operator and contains no secret
     */
    public static FileKeys read(Optional<Path> file) {
        if (file.isEmpty()) {
            return new FileKeys(null, Map.of(), null);
        }
        try {
            String text = Files.readString(file.get());
            return new FileKeys(file.get(), KeyFile.parse(file.get(), text), Sha256.hex(text));
        } catch (IOException e) {
            throw new IllegalArgumentException(unreadable(file.get(), e), e);
        }
    }

    /** Returns whether a file is configured; it may contain no key. */
    boolean configured() {
        return file != null;
    }

    /** @param hash SHA-256 of a secret, in lower-case hex */
    Optional<ApiKey> find(String hash) {
        return Optional.ofNullable(keys.get(hash));
    }

    Optional<ApiKey> named(String tenant, String name) {
        return keys.values().stream().filter(key -> key.isNamed(tenant, name)).findFirst();
    }

    boolean holds(Tenant tenant, String name) {
        return keys.values().stream().anyMatch(key -> key.tenant().equals(tenant) && key.name().equals(name));
    }

    /**
     * Watches the file from now on, until the timer is shut down.
     *
     * @param threads run the reads of the file
     * @param reloaded told the file's name when a changed text has taken effect
     */
    public void watch(ScheduledExecutorService timer, Executor threads, Consumer<String> reloaded) {
        onReload = reloaded;
        watch(timer, threads);
    }

    private void watch(ScheduledExecutorService timer, Executor threads) {
        if (file == null || timer.isShutdown()) {
            return;
        }
        timer.schedule(() -> {
            try {
                threads.execute(() -> {
                    look();
                    watch(timer, threads);
                });
            } catch (RejectedExecutionException noThread) {
                watch(timer, threads);
            }
        }, PACE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Reads the file once. */
    synchronized void look() {
        String text = null;
        String found;
        try {
            text = Files.readString(file);
            found = Sha256.hex(text);
        } catch (IOException e) {
            found = unreadable(file, e);
        }
        boolean changing = !found.equals(seen);
        seen = found;
        if (changing || found.equals(settled)) {
            return;
        }
        settled = found;
        try {
            if (text == null) {
                throw new IllegalArgumentException(found);
            }
            keys = KeyFile.parse(file, text);
            LOG.log(System.Logger.Level.INFO, file + " has changed and was read again; API keys in it: " + keys.size());
            onReload.accept(file.toString());
        } catch (IllegalArgumentException faulty) {
            LOG.log(System.Logger.Level.WARNING, faulty.getMessage() + "; the API keys read before stay valid");
        }
    }

    private static String unreadable(Path file, IOException e) {
        return file + " cannot be read (" + e.getClass().getSimpleName() + ")";
    }
}
