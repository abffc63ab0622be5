package dev.talaria.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole configuration, validated. Key names, defaults and bounds are declared in {@link ConfigKeys}.
 *
 * @param honcho        where it keeps the memory
 * @param foreignMemory the provider in a jar that does; where both are empty this server keeps it
 */
public record TalariaConfig(Server server, Auth auth, Callers callers, Limits limits, Runs runs, Responses responses,
                            Agent agent, Model model, Memory memory, Embedding embedding,
                            Optional<HonchoConfig> honcho, Optional<ForeignMemory> foreignMemory, Store store, Retention retention) {

    /** Whether the memory is this server's own. */
    public boolean remembersHere() {
        return honcho.isEmpty() && foreignMemory.isEmpty();
    }

    /**
     * @param home         where data lies; exists and is writable once started
     * @param publicUrl    the URL under which browsers see this server
     * @param announceUrl  the URL to print once the server is ready; only what starts the server knows it
     * @param corsOrigins  exact origins, or the one entry {@code *}
     * @param keepAlive    silence after which an event stream gets a comment
     * @param drainGrace   how long runs may go on once the server is being drained
     */
    public record Server(Path home, Optional<URI> publicUrl, Optional<URI> announceUrl, List<String> corsOrigins, Duration keepAlive,
                         Duration drainGrace) {
        public Server {
            corsOrigins = List.copyOf(corsOrigins);
        }
    }

    /**
     * @param apiKeys           all valid at the same time, for rotation; none: closed, unless {@code anonymous}
     * @param sessionKeyDefault for clients that can send no header
     * @param historyDefault    {@code auto}, {@code client} or {@code server}: which history counts for clients that do not say
     */
    public record Auth(List<Secret> apiKeys, boolean anonymous, Optional<String> sessionKeyDefault, String historyDefault) {
        public Auth {
            apiKeys = List.copyOf(apiKeys);
        }

        /** Without the default session key, which opens a memory to whoever holds it. */
        @Override
        public String toString() {
            return "Auth[apiKeys=" + apiKeys.size() + ", anonymous=" + anonymous + "]";
        }
    }

    /**
     * @param keysFile         further API keys, each with a policy
     * @param sessionIdAliases headers that stand in for the session id's, in this order
     * @param userTokenSecret  what Open WebUI signs its users' tokens with; absent: they mean nothing
     * @param proxies          addresses or networks ({@code 10.0.0.0/8}) whose word on a client's address counts
     * @param failedKeys       how many wrong API keys an address may present a minute; 0 for any number
     */
    public record Callers(Optional<Path> keysFile, List<String> sessionIdAliases, Optional<Secret> userTokenSecret, List<String> proxies,
                          int failedKeys) {
        public Callers {
            sessionIdAliases = List.copyOf(sessionIdAliases);
            proxies = List.copyOf(proxies);
        }
    }

    /**
     * @param maxConcurrentRuns 0 for no cap
     * @param slotWait          how long a request waits for a slot
     * @param bodyBytes         the largest request body
     * @param bodyBytesInFlight the most heap, in bytes, that bodies may take at once with what is made of them, and upstreams' answers
     * @param openStreams       runs that have not ended, at once
     * @param bodyTimeout       how long a client may take to send its body
     * @param stallTimeout      how long a client may take nothing of a reply that waits for it
     */
    public record Limits(int maxConcurrentRuns, Duration slotWait, long bodyBytes, long bodyBytesInFlight, int openStreams,
                         Duration bodyTimeout, Duration stallTimeout) {
    }

    /**
     * @param maxQueued         how many durable runs may wait for their session or a slot
     * @param retention         how long a run and its events can be read after its end
     * @param expiredRetention  how long after that it is told that there was such a run
     * @param idempotencyRetention how long an idempotency key counts that started one
     * @param approvalTimeout   how long one waits for somebody's answer
     * @param serverLease       after which a server of a shared database is taken for dead that does not say that it lives
     */
    public record Runs(int maxQueued, Duration retention, Duration expiredRetention, Duration idempotencyRetention,
                       Duration approvalTimeout, Duration serverLease) {
    }

    /** @param retention how long a response is stored */
    public record Responses(Duration retention) {
    }

    /**
     * @param id           the default agent's id, first in {@code /v1/models}
     * @param systemPrompt what it is told before everything else
     * @param taskPatterns regular expressions: a single non-streamed user message that one of them finds is a background task
     * @param tools        whether models are offered the server's own tools
     * @param maxSteps     model calls a turn at the most
     * @param maxToolCalls of one step
     * @param turnTimeout  a whole turn
     * @param ownMemory    whether it shares memory with no other agent
     * @param thoughts     what becomes of thoughts that a model writes into its text
     */
    public record Agent(String id, String systemPrompt, List<String> taskPatterns, boolean tools, int maxSteps, int maxToolCalls,
                        Duration turnTimeout, boolean ownMemory, Thoughts thoughts) {
        public Agent {
            taskPatterns = List.copyOf(taskPatterns);
        }
    }

    /** What becomes of a thought between tags at the start of a model's text: it is taken out and shown as reasoning, or stays text. */
    public enum Thoughts { SEPARATE, KEEP }

    /**
     * @param baseUrl          an OpenAI-compatible endpoint, {@code /v1} included; absent: the demo model
     * @param name             the upstream's model; absent only with the demo model
     * @param strict           refuse unknown model names
     * @param passThrough      send unknown model names to the upstream as they are
     * @param firstByteTimeout from the request's end to the reply's first byte
     * @param idleTimeout      between two bytes of a reply
     * @param replyBytes       of one reply; a longer one is cut
     * @param contextOverflowPatterns regular expressions: an error in which one of them is found means that the prompt is too long
     * @param omit             what requests go without that their client did not ask for, as {@code tools+response_format}
     * @param limitMember      the name under which a limit goes out; {@code auto} for the client's until that is refused
     */
    public record Model(Optional<URI> baseUrl, Optional<Secret> apiKey, Optional<String> name, boolean strict, boolean passThrough,
                        Duration connectTimeout, Duration firstByteTimeout, Duration idleTimeout, int maxConnections,
                        long replyBytes, List<String> contextOverflowPatterns, List<String> omit, String limitMember) {
        public Model {
            contextOverflowPatterns = List.copyOf(contextOverflowPatterns);
            omit = List.copyOf(omit);
        }

        private static final long LONG_REPLY = 64L << 20;

        /** Of an upstream that is asked as all are until it refuses something. */
        public Model(Optional<URI> baseUrl, Optional<Secret> apiKey, Optional<String> name, boolean strict, boolean passThrough,
                     Duration connectTimeout, Duration firstByteTimeout, Duration idleTimeout, int maxConnections) {
            this(baseUrl, apiKey, name, strict, passThrough, connectTimeout, firstByteTimeout, idleTimeout, maxConnections,
                    LONG_REPLY, List.of(), List.of(), "auto");
        }
    }

    /**
     * @param recallTimeout a turn waits no longer for what it remembers
     * @param recallTokens  how much of it the model is given, in tokens of about four characters
     * @param languages     by tenant, where one has another
     * @param indexBytes    how much heap the indexes of all scopes may take together
     */
    public record Memory(boolean enabled, Duration recallTimeout, int recallTokens, String language, Map<String, String> languages,
                         long indexBytes) {
        public Memory {
            languages = Map.copyOf(languages);
        }

        /** One language for all. */
        public Memory(boolean enabled, Duration recallTimeout, int recallTokens, String language, long indexBytes) {
            this(enabled, recallTimeout, recallTokens, language, Map.of(), indexBytes);
        }
    }

    /**
     * Who makes vectors for the built-in memory: an upstream, a model in this process, or nobody.
     *
     * @param queryTimeout how long a search waits for its query's vector
     */
    public record Embedding(Optional<Upstream> upstream, boolean local, Duration queryTimeout) {

        /**
         * @param baseUrl    an OpenAI-compatible endpoint, {@code /v1} included
         * @param dimensions asked for; absent: as many as the model gives
         * @param batch      how many texts a request holds at the most
         */
        public record Upstream(URI baseUrl, Optional<Secret> apiKey, String model, Optional<Integer> dimensions, int batch,
                               Duration timeout) {
        }
    }

    /** @param sessions after a session's last message; zero for ever */
    public record Retention(Duration sessions) {
    }

    /**
     * @param url  a JDBC URL; absent: an SQLite file below the server's home
     * @param jndi the name of a data source that the server pools, instead of all others
     */
    public record Store(Optional<String> url, Optional<String> user, Optional<Secret> password, int poolSize, Optional<String> jndi) {
        /** Without a data source of the server. */
        public Store(Optional<String> url, Optional<String> user, Optional<Secret> password, int poolSize) {
            this(url, user, password, poolSize, Optional.empty());
        }

        /** Without the URL, which may hold a password. */
        @Override
        public String toString() {
            return "Store[user=" + user + ", poolSize=" + poolSize + "]";
        }
    }
}
