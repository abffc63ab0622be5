package dev.talaria.tool.mcp;

import dev.talaria.scope.Sha256;
import java.util.Set;

/** The names by which models know the tools of MCP servers. Pure functions. */
final class ToolNames {
    private static final int MAX = 64;
    private static final int HASH = 8;

    private ToolNames() {
    }

    /**
     * Returns the server's name and the tool's, joined by an underscore, in the characters and the length that models accept. A name that
     * had to be changed ends in a part of a hash, so that it depends on nothing else: neither on other servers nor on the order of tools.
     * Two servers cannot meet, because a server's name has no underscore.
     *
     * @param taken names that others have
     */
    static String of(String server, String tool, Set<String> taken) {
        String whole = server + "_" + tool;
        String clean = whole.replaceAll("[^a-zA-Z0-9_-]", "_");
        if (clean.equals(whole) && clean.length() <= MAX && !tool.isEmpty() && !taken.contains(clean)) {
            return clean;
        }
        String hash = "_" + Sha256.hex(whole).substring(0, HASH);
        return clean.substring(0, Math.min(clean.length(), MAX - hash.length())) + hash;
    }
}
