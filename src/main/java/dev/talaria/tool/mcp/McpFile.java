package dev.talaria.tool.mcp;

import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import dev.talaria.tool.ToolSelection;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The operator's file of MCP servers: JSON, <code>{"mcpServers": {"name": {"url": …} or {"command": …}}}</code>, as many programs have it.
 * Immutable.
 */
public final class McpFile {
    private static final System.Logger LOG = System.getLogger(McpFile.class.getName());
    static final int MAX_SERVERS = 32;
    private static final String SERVERS = "mcpServers";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,31}");

    /** No servers. */
    public static final McpFile NONE = new McpFile(List.of());

    private final List<McpServer> servers;

    private McpFile(List<McpServer> servers) {
        this.servers = List.copyOf(servers);
    }

    /**
     * Reads the file, and the secrets that it names.
     *
     * @param file empty if none is configured
     * @throws IllegalArgumentException if the file cannot be used; the message is for the operator, has all faults and no secret
     */
    public static McpFile read(Optional<Path> file) {
        if (file.isEmpty()) {
            return NONE;
        }
        try {
            return parse(file.get(), Files.readAllBytes(file.get()));
        } catch (IOException e) {
            throw new IllegalArgumentException(file.get() + " (talaria.mcp.file) cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    private static McpFile parse(Path file, byte[] text) {
        List<String> faults = new ArrayList<>();
        List<McpServer> servers = new ArrayList<>();
        try {
            if (Json.parse(text) instanceof JsonObject whole && whole.get(SERVERS) instanceof JsonObject entries) {
                whole.keySet().stream().filter(name -> !name.equals(SERVERS)).forEach(name -> faults.add("unknown member " + name));
                servers(entries, servers, faults);
            } else {
                faults.add("it must be an object whose member " + SERVERS + " is an object with a member for each server");
            }
        } catch (JsonFault e) {
            faults.add("it is no JSON: " + e.getMessage());
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(file + " (talaria.mcp.file) has " + faults.size()
                    + (faults.size() == 1 ? " fault:" : " faults:")
                    + String.join("", faults.stream().map(each -> "\n  - " + each).toList()));
        }
        return new McpFile(servers);
    }

    private static void servers(JsonObject entries, List<McpServer> servers, List<String> faults) {
        Set<String> names = new HashSet<>();
        if (entries.size() > MAX_SERVERS) {
            faults.add("there are more than " + MAX_SERVERS + " servers");
        }
        entries.forEach((name, entry) -> {
            if (!NAME.matcher(name).matches()) {
                faults.add("the name \"" + name + "\" must be 1 to 32 letters, digits and dashes, since it begins the names of tools");
            } else if (!names.add(name.toLowerCase(Locale.ROOT))) {
                faults.add("two servers are called " + name);
            }
            if (entry instanceof JsonObject members) {
                new McpEntry(name, members, faults).read().ifPresent(servers::add);
            } else {
                faults.add(name + " must be an object");
            }
        });
    }

    List<McpServer> servers() {
        return servers;
    }

    /** Returns the names of the servers' toolsets. */
    public List<String> toolsets() {
        return servers.stream().map(server -> ToolSelection.ofMcp(server.name())).toList();
    }

    /** Returns the servers whose toolsets are accepted; the log names the others. */
    public McpFile only(Predicate<String> toolsets) {
        Map<Boolean, List<McpServer>> parts = servers.stream()
                .collect(Collectors.partitioningBy(server -> toolsets.test(ToolSelection.ofMcp(server.name()))));
        List<McpServer> unused = parts.getOrDefault(false, List.of());
        if (!unused.isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "MCP servers that no agent is offered are not connected: "
                    + String.join(", ", unused.stream().map(McpServer::name).toList()));
        }
        return new McpFile(parts.getOrDefault(true, List.of()));
    }

    /** Returns whether there are no servers. */
    public boolean isEmpty() {
        return servers.isEmpty();
    }
}
