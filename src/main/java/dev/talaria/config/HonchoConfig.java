package dev.talaria.config;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How memory is kept by a Honcho server.
 *
 * @param baseUrl    with or without {@code /v3}
 * @param tenantKeys by tenant; one that is not in it uses {@code apiKey}
 */
public record HonchoConfig(URI baseUrl, Optional<Secret> apiKey, Map<String, Secret> tenantKeys, Naming naming, Recall recall,
                           Dialectic dialectic, Timeouts timeouts) {
    public HonchoConfig {
        Objects.requireNonNull(baseUrl);
        Objects.requireNonNull(naming);
        Objects.requireNonNull(recall);
        tenantKeys = Map.copyOf(tenantKeys);
    }

    /**
     * @param workspace  of a tenant, with <code>{tenant}</code> for its name
     * @param hermes     whether sessions and peers are named as Hermes names them
     * @param userPeer   with Hermes' naming: the one peer for the users of all session keys
     * @param transcript whether each transcript is a session of its own, instead of one for all of a scope
     */
    public record Naming(String workspace, String aiPeer, boolean hermes, Optional<String> userPeer, boolean transcript) {
    }

    /** What becomes of memory in a turn. */
    public enum Recall {
        HYBRID, CONTEXT, TOOLS;

        /** Whether the model is given what memory knows. */
        public boolean injects() {
            return this != TOOLS;
        }

        /** Whether the model may ask by itself. */
        public boolean offersTools() {
            return this != CONTEXT;
        }
    }

    /** @param cadence every how many turns Honcho's model is asked about the user; 0 for never */
    public record Dialectic(int cadence, String level) {
    }

    /** @param chat for a question to Honcho's model */
    public record Timeouts(Duration connect, Duration read, Duration write, Duration chat) {
    }
}
