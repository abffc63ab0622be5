package dev.talaria.config;

import static dev.talaria.config.ConfigKey.optional;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Several agents, upstreams and routes between them.
 *
 * @param file        says which and how; without it there is one agent with one upstream
 * @param environment returns the value of an environment variable that the file names; null for none
 */
public record AgentsConfig(Optional<Path> file, UnaryOperator<String> environment) {
    static final ConfigKey<Path> FILE = optional("agents.file", ValueTypes.path(),
            "A JSON file of agents, upstreams and the routes between them; it is read again when it has changed.");

    public AgentsConfig {
        Objects.requireNonNull(environment);
    }

    static AgentsConfig of(Settings settings) {
        return new AgentsConfig(settings.find(FILE), settings.sources().environment()::get);
    }

    /** Leaves out the environment. */
    @Override
    public String toString() {
        return "AgentsConfig[file=" + file + "]";
    }
}
