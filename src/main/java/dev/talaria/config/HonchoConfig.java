package dev.talaria.config;

import static dev.talaria.config.ConfigKey.computed;
import static dev.talaria.config.ConfigKey.key;
import static dev.talaria.config.ConfigKey.optional;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The settings of memory in a Honcho server.
 *
 * @param baseUrl    with or without {@code /v3}
 * @param tenantKeys by tenant; a missing tenant uses {@code apiKey}
 */
public record HonchoConfig(URI baseUrl, Optional<Secret> apiKey, Map<String, Secret> tenantKeys, Naming naming, Recall recall,
                           Session session, Dialectic dialectic, Timeouts timeouts) {
    public HonchoConfig {
        Objects.requireNonNull(baseUrl);
        Objects.requireNonNull(naming);
        Objects.requireNonNull(recall);
        Objects.requireNonNull(session);
        tenantKeys = Map.copyOf(tenantKeys);
    }

    /** Settings with the usual use of sessions. */
    public HonchoConfig(URI baseUrl, Optional<Secret> apiKey, Map<String, Secret> tenantKeys, Naming naming, Recall recall,
                        Dialectic dialectic, Timeouts timeouts) {
        this(baseUrl, apiKey, tenantKeys, naming, recall, Session.DEFAULT, dialectic, timeouts);
    }

    static Optional<HonchoConfig> of(Settings settings) {
        ConfigKey<URI> url = optional("honcho.base-url", UrlText.http(), "The URL of the Honcho server, with or without `/v3`.").hidden();
        Optional<URI> baseUrl = settings.find(url);
        Optional<Secret> apiKey = settings.find(optional("honcho.api-key", ValueTypes.secret(),
                "The API key for its workspaces; without it, no key is sent.").hidden());
        Map<String, Secret> tenantKeys = settings.find(optional("honcho.tenant-keys", ValueTypes.secretsByName(),
                "Keys for the workspaces of single tenants, as `tenant=key`.").hidden()).orElse(Map.of());
        Naming naming = Naming.of(settings);
        Recall recall = Recall.valueOf(settings.value(key("honcho.recall", ValueTypes.oneOf("hybrid", "context", "tools"), "hybrid",
                "Whether Honcho's memory is put into the prompt, offered to the model as tools, or both.")).toUpperCase(Locale.ROOT));
        Session session = Session.of(settings);
        Dialectic dialectic = Dialectic.of(settings);
        Timeouts timeouts = Timeouts.of(settings);
        ConfigKey<String> provider = TalariaConfig.Memory.PROVIDER;
        if (!settings.value(provider).equals("honcho")) {
            settings.ignored(provider.name() + " is not honcho", url);
            return Optional.empty();
        }
        if (!settings.isSet(url)) {
            settings.fault(url, "required with " + provider.name() + " = honcho");
        }
        return baseUrl.map(address -> new HonchoConfig(address, apiKey, tenantKeys, naming, recall, session, dialectic, timeouts));
    }

    /**
     * @param workspace  a tenant's, with <code>{tenant}</code> for its name
     * @param hermes     whether sessions and peers are named as Hermes names them
     * @param userPeer   with Hermes' naming: the one peer for the users of all session keys
     * @param aliases    with Hermes' naming: the peers of users, by their ids; others are named as without
     * @param transcript whether each transcript is a session of its own; if false, a scope has one
     */
    public record Naming(String workspace, String aiPeer, boolean hermes, Optional<String> userPeer, Map<String, String> aliases,
                         boolean transcript) {
        private static final ValueType<String> NAME = ValueTypes.matching("up to 100 letters, digits, dashes or underscores",
                Pattern.compile("[A-Za-z0-9_-]{1,100}"));
        private static final ValueType<String> TEMPLATE = ValueTypes.matching("up to 60 letters, digits, dashes or underscores, and "
                + "`{tenant}`", Pattern.compile("(?=.{1,68}$)[A-Za-z0-9_-]*(\\{tenant})?[A-Za-z0-9_-]*"));

        public Naming {
            aliases = Map.copyOf(aliases);
        }

        /** Names without aliases. */
        public Naming(String workspace, String aiPeer, boolean hermes, Optional<String> userPeer, boolean transcript) {
            this(workspace, aiPeer, hermes, userPeer, Map.of(), transcript);
        }

        private static Naming of(Settings settings) {
            String workspace = settings.value(key("honcho.workspace", TEMPLATE, "talaria-{tenant}",
                    "The workspace of a tenant. Without `{tenant}`, the workspace of every tenant but `default` ends in `-` and the "
                            + "tenant's name."));
            Optional<String> aiPeer = settings.find(computed("honcho.ai-peer", NAME, "`talaria`, with Hermes' naming `hermes`",
                    "The name of the agent's peer."));
            ConfigKey<String> naming = key("honcho.naming", ValueTypes.oneOf("hashed", "hermes"), "hashed",
                    "How sessions and user peers are named. `hermes` finds what Hermes has stored, but makes session keys such as "
                            + "`a:b` and `a-b` share one memory.");
            ConfigKey<String> userPeer = optional("honcho.user-peer", NAME,
                    "With `hermes` naming: one user peer for all session keys, Hermes' `peerName`.");
            ConfigKey<Map<String, String>> aliases = optional("honcho.user-aliases", ValueTypes.peers(),
                    "With `hermes` naming: the peers of users by their `X-Hermes-User-Id`, Hermes' alias map; they precede "
                            + "`talaria.honcho.user-peer`.");
            ConfigKey<String> sessions = key("honcho.sessions", ValueTypes.oneOf("key", "transcript"), "key",
                    "Whether Honcho has one session per memory scope or one per transcript.");
            boolean hermes = settings.value(naming).equals("hermes");
            Naming chosen = new Naming(workspace, aiPeer.orElse(hermes ? "hermes" : "talaria"), hermes, settings.find(userPeer),
                    settings.find(aliases).orElse(Map.of()), settings.value(sessions).equals("transcript"));
            if (hermes && chosen.transcript()) {
                settings.fault(sessions, "Hermes names one session for a session key, so " + naming.name()
                        + " = hermes cannot be combined with transcript");
            } else if (!hermes && settings.isSet(userPeer)) {
                settings.fault(userPeer, "needs " + naming.name() + " = hermes");
            } else if (!hermes && settings.isSet(aliases)) {
                settings.fault(aliases, "needs " + naming.name() + " = hermes");
            }
            return chosen;
        }
    }

    /** How turns use memory. */
    public enum Recall {
        HYBRID, CONTEXT, TOOLS;

        /** Returns whether recalled memory is added to the prompt. */
        public boolean injects() {
            return this != TOOLS;
        }

        /** Returns whether the model gets tools for memory. */
        public boolean offersTools() {
            return this != CONTEXT;
        }
    }

    /**
     * How sessions are set up, written and read.
     *
     * @param directional    whether both peers observe themselves and each other; if false, the agent observes the user alone
     * @param messageLength  the characters that a message may have at Honcho; a longer one is stored in chunks
     * @param contextCadence how many turns of a session use the same conclusions and summary
     */
    public record Session(boolean directional, int messageLength, int contextCadence) {
        public static final Session DEFAULT = new Session(false, 25_000, 1);

        private static Session of(Settings settings) {
            return new Session(
                    settings.value(key("honcho.observation", ValueTypes.oneOf("unified", "directional"), "unified",
                            "What Honcho draws conclusions from: with `unified` what the user says, for the agent; with `directional` what "
                                    + "both say, for each of them, which costs twice as much.")).equals("directional"),
                    settings.value(key("honcho.message-length", ValueTypes.count(100, 1_000_000), "25000",
                            "The characters that a message may have, Honcho's `MAX_MESSAGE_SIZE`; longer ones are stored in chunks.")),
                    settings.value(key("honcho.context-cadence", ValueTypes.count(1, 1_000), "1",
                            "The number of turns after which conclusions and summary are read again; in between, turns use the last "
                                    + "ones.")));
        }
    }

    /**
     * @param cadence how many turns between two questions about the user to Honcho's model; 0 for never
     * @param depth   how often it is asked each time: it then examines its own answer
     */
    public record Dialectic(int cadence, String level, int depth) {
        /** Questions that are asked once. */
        public Dialectic(int cadence, String level) {
            this(cadence, level, 1);
        }

        private static Dialectic of(Settings settings) {
            return new Dialectic(
                    settings.value(key("honcho.dialectic-cadence", ValueTypes.count(0, 1_000), "0",
                            "The number of turns after which Honcho's model is asked about the user again; 0 for never.")),
                    settings.value(key("honcho.dialectic-level", ValueTypes.oneOf("minimal", "low", "medium", "high", "max"), "low",
                            "The reasoning level of that question.")),
                    settings.value(key("honcho.dialectic-depth", ValueTypes.count(1, 3), "1",
                            "How often the model is asked each time: the second time it examines its answer for gaps, the third time for "
                                    + "contradictions.")));
        }
    }

    /** @param chat for a question to Honcho's model */
    public record Timeouts(Duration connect, Duration read, Duration write, Duration chat) {
        private static Timeouts of(Settings settings) {
            return new Timeouts(
                    settings.value(key("honcho.connect-timeout", ValueTypes.duration("10ms", "1m"), "2s",
                            "How long connecting to Honcho may take.")),
                    settings.value(key("honcho.read-timeout", ValueTypes.duration("10ms", "5m"), "10s",
                            "How long the memory API and tools wait for an answer from Honcho.")),
                    settings.value(key("honcho.write-timeout", ValueTypes.duration("10ms", "5m"), "30s",
                            "How long Honcho may take to store a turn.")),
                    settings.value(key("honcho.chat-timeout", ValueTypes.duration("10ms", "10m"), "1m",
                            "How long a question to Honcho's model may take.")));
        }
    }
}
