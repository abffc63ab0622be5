package dev.talaria.memory.local.tool;

import dev.talaria.memory.ItemFilter;
import dev.talaria.memory.MemoryPage;
import dev.talaria.memory.Peer;
import dev.talaria.memory.Remembered;
import dev.talaria.memory.SearchQuery;
import dev.talaria.tool.ToolArguments;
import dev.talaria.tool.ToolContext;
import dev.talaria.tool.ToolFailure;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** {@code memory_search}: finds what was said, by words, by time or both. */
final class SearchTool extends MemoryTool {
    private static final int DEFAULT = 8;
    private static final int MAX = 20;
    private static final int MAX_QUERY = 2_000;

    SearchTool(Items items) {
        super(items, "memory_search", "Finds what was said in earlier conversations: id, day, speaker, text.", """
                {"query": {"type": "string"},
                 "after": {"type": "string", "description": "First day, YYYY-MM-DD."},
                 "before": {"type": "string", "description": "The day after the last."},
                 "limit": {"type": "integer"}}""");
    }

    @Override
    public boolean runsAlone() {
        return false;
    }

    @Override
    public String call(ToolContext context, JsonObject arguments) throws ToolFailure {
        ToolArguments given = new ToolArguments(arguments);
        Optional<String> query = given.text("query");
        ItemFilter said = ItemFilter.said(given.time("before").orElse(null), given.time("after").orElse(null));
        if (query.isEmpty() && said.equals(ItemFilter.ALL)) {
            throw new ToolFailure("'query' is missing");
        }
        Peer peer = Peer.of(context.scope());
        int limit = given.number("limit", 1, MAX, DEFAULT);
        List<Remembered> found = query.isEmpty()
                ? items.list(peer, new MemoryPage.PageRequest(null, limit, true, said)).items()
                : items.search(peer, new SearchQuery(query.get().substring(0, Math.min(MAX_QUERY, query.get().length())), limit, said))
                        .stream().map(Remembered.ScoredMemory::item).toList();
        return found.isEmpty() ? "Nothing was found." : Lines.of(found);
    }
}
