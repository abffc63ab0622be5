package dev.talaria.config;

import static dev.talaria.config.ConfigKey.optional;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The MCP servers that add tools to the agent.
 *
 * @param file says which and how; without it there are none
 */
public record McpConfig(Optional<Path> file) {
    static McpConfig of(Settings settings) {
        return new McpConfig(settings.find(optional("mcp.file", ValueTypes.path(),
                "A JSON file of MCP servers, whose tools every model is offered.")));
    }
}
