package dev.talaria.tool.mcp;

import dev.talaria.config.Secret;
import dev.talaria.text.Redaction;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One MCP server, as the operator has configured it. Immutable.
 *
 * @param name    letters, digits and dashes; begins the names of its tools
 * @param title   for display
 * @param allowed the tools to offer, by the server's names; empty for all
 * @param renewal reads the endpoint's secrets again
 */
record McpServer(String name, String title, Endpoint endpoint, Optional<Set<String>> allowed, Approval approval, Limits limits,
                 Renewal renewal) {
    McpServer {
        Objects.requireNonNull(name);
        Objects.requireNonNull(title);
        Objects.requireNonNull(endpoint);
        allowed = allowed.map(Set::copyOf);
        Objects.requireNonNull(approval);
        Objects.requireNonNull(limits);
        Objects.requireNonNull(renewal);
    }

    /** A server whose secrets are in no file. */
    McpServer(String name, String title, Endpoint endpoint, Optional<Set<String>> allowed, Approval approval, Limits limits) {
        this(name, title, endpoint, allowed, approval, limits, () -> endpoint);
    }

    /** Returns the server with its secrets as their files hold them now. */
    McpServer renewed() throws McpFault {
        return new McpServer(name, title, renewal.endpoint(), allowed, approval, limits, renewal);
    }

    /** Reads the endpoint again, since files of secrets change while the server runs. */
    @FunctionalInterface
    interface Renewal {
        /** @throws McpFault if a file cannot be used any more */
        Endpoint endpoint() throws McpFault;
    }

    /** How the server is reached. */
    sealed interface Endpoint {
        /** Returns what must not be shown: all values of headers or variables. */
        Collection<Secret> secrets();

        /** Returns what hides them; of several words, such as a token behind its scheme, also the last alone. */
        default Redaction redaction() {
            return new Redaction(secrets().stream().map(Secret::reveal)
                    .flatMap(secret -> Stream.of(secret, secret.substring(secret.lastIndexOf(' ') + 1))).toList());
        }

        /**
         * A server of its own, by streamable HTTP.
         *
         * @param headers sent with every request
         */
        record Http(URI url, Map<String, Secret> headers) implements Endpoint {
            public Http {
                Objects.requireNonNull(url);
                headers = Map.copyOf(headers);
            }

            @Override
            public Collection<Secret> secrets() {
                return headers.values();
            }
        }

        /**
         * A process that speaks on its standard input and output.
         *
         * @param command     the program, then its arguments
         * @param environment added to the few variables that every process gets
         */
        record Stdio(List<String> command, Map<String, Secret> environment) implements Endpoint {
            public Stdio {
                command = List.copyOf(command);
                environment = Map.copyOf(environment);
            }

            @Override
            public Collection<Secret> secrets() {
                return environment.values();
            }
        }
    }

    /**
     * Which of its tools a person must approve.
     *
     * @param tools ignored if it is all
     */
    record Approval(boolean all, Set<String> tools) {
        static final Approval NONE = new Approval(false, Set.of());

        Approval {
            tools = Set.copyOf(tools);
        }

        boolean covers(String tool) {
            return all || tools.contains(tool);
        }
    }

    /**
     * Bounds on what it may take.
     *
     * @param connect until it can be used: connection or start, handshake, list of tools
     * @param call    one call
     * @param output  characters of one result
     */
    record Limits(Duration connect, Duration call, int output) {
        static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), Duration.ofMinutes(1), 100_000);

        Limits {
            Objects.requireNonNull(connect);
            Objects.requireNonNull(call);
        }
    }

    boolean offers(String tool) {
        return allowed.map(names -> names.contains(tool)).orElse(true);
    }
}
