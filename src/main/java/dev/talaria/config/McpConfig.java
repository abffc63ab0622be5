package dev.talaria.config;

import static dev.talaria.config.ConfigKey.optional;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The MCP servers that add tools to the agent.
 *
 * @param file says which and how; empty for none, and where no toolset of theirs is offered
 */
public record McpConfig(Optional<Path> file) {
    private static final ConfigKey<Path> FILE = optional("mcp.file", ValueTypes.path(),
            "A JSON file of MCP servers, whose tools the agent is "
            + "offered.");

    static McpConfig of(Settings settings) {
        Optional<Path> file = settings.find(FILE);
        if (settings.value(TalariaConfig.Agent.TOOLSETS).stream().noneMatch(McpConfig::isOfMcp)) {
            settings.ignored(TalariaConfig.Agent.TOOLSETS.name() + " names neither mcp nor one of its servers", FILE);
            return new McpConfig(Optional.empty());
        }
        return new McpConfig(file);
    }

    private static boolean isOfMcp(String toolset) {
        return toolset.equals("mcp") || toolset.startsWith("mcp:") || toolset.startsWith("mcp-");
    }
}
