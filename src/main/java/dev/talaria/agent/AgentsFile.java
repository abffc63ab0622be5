package dev.talaria.agent;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.agent.catalog.AgentsDefinition;
import dev.talaria.agent.catalog.AgentsReader;
import dev.talaria.agent.catalog.UpstreamSettings;
import dev.talaria.scope.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The operator's file of agents. It is read every second, with the secrets that it names. A change takes effect once two consecutive reads
 * have found it, so that a file that is still being written is ignored. A missing or invalid file changes nothing; it is logged once and
 * reported by {@link Agents#fault}. Safe for many threads.
 */
public final class AgentsFile {
    private static final System.Logger LOG = System.getLogger(AgentsFile.class.getName());
    private static final Duration PACE = Duration.ofSeconds(1);

    private final Path file;
    private final AgentsReader reader;
    private final AgentsDefinition first;
    @GuardedBy("this")
    private String seen;
    @GuardedBy("this")
    private String settled;

    /** What one look at the file has found: a definition, or a fault. */
    private record Look(String fingerprint, AgentsDefinition definition, String fault) {
    }

    private AgentsFile(Path file, AgentsReader reader) {
        this.file = file;
        this.reader = reader;
        if (file == null) {
            first = reader.settings();
            return;
        }
        Look look = read();
        if (look.fault() != null) {
            throw new IllegalArgumentException(look.fault());
        }
        settled = look.fingerprint();
        first = look.definition();
    }

    /**
     * Reads the file.
     *
     * @param file empty if none is configured: then there is what the settings describe
     * @throws IllegalArgumentException if the file cannot be used; the message is for the operator, has all faults and no secret
     */
    public static AgentsFile read(Optional<Path> file, AgentsReader reader) {
        return new AgentsFile(file.orElse(null), reader);
    }

    /** Returns what the file held when it was read first. */
    public AgentsDefinition definition() {
        return first;
    }

    /**
     * Watches the file from now on, until the timer is shut down.
     *
     * @param threads  run the reads of the file
     * @param onReload is told the file when its new content is in use
     */
    public void watch(Agents agents, ScheduledExecutorService timer, Executor threads, Consumer<String> onReload) {
        if (file == null || timer.isShutdown()) {
            return;
        }
        timer.schedule(() -> {
            try {
                threads.execute(() -> {
                    try {
                        look(agents, onReload);
                    } finally {
                        watch(agents, timer, threads, onReload);
                    }
                });
            } catch (RejectedExecutionException noThread) {
                watch(agents, timer, threads, onReload);
            }
        }, PACE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Reads the file once. */
    private synchronized void look(Agents agents, Consumer<String> onReload) {
        Look look = read();
        boolean changing = !look.fingerprint().equals(seen);
        seen = look.fingerprint();
        if (changing || look.fingerprint().equals(settled)) {
            return;
        }
        settled = look.fingerprint();
        String fault = look.fault();
        try {
            if (fault == null) {
                agents.replace(look.definition());
            }
        } catch (RuntimeException e) {
            fault = file + " cannot be used: " + e.getMessage();
        }
        agents.report(fault);
        if (fault != null) {
            LOG.log(System.Logger.Level.WARNING, fault + "\nThe agents read before stay in use");
            return;
        }
        LOG.log(System.Logger.Level.INFO, file + " has changed and was read again; agents in it: "
                + String.join(", ", look.definition().agents().keySet()));
        onReload.accept(file.toString());
    }

    private Look read() {
        try {
            String text = Files.readString(file);
            String content = Sha256.hex(text);
            try {
                AgentsDefinition definition = reader.parse(text);
                String secrets = definition.upstreams().values().stream().map(UpstreamSettings::fingerprint)
                        .collect(Collectors.joining(","));
                return new Look(content + secrets, definition, null);
            } catch (IllegalArgumentException e) {
                String fault = file + " (talaria.agents.file) has " + e.getMessage();
                return new Look(content + fault, null, fault);
            }
        } catch (IOException e) {
            String fault = file + " (talaria.agents.file) cannot be read (" + e.getClass().getSimpleName() + ")";
            return new Look(fault, null, fault);
        }
    }
}
