package dev.talaria.memory.local.tool;

import dev.talaria.memory.Peer;
import dev.talaria.memory.Remembered;
import dev.talaria.memory.SearchQuery;
import dev.talaria.scope.MemoryScope;
import dev.talaria.tool.ToolArguments;
import dev.talaria.tool.ToolContext;
import dev.talaria.tool.ToolFailure;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code memory_forget}: forgets items, by their ids or by words, with the answers in which the model took them up. A person approves it
 * where a person can; elsewhere the user's own words must wish it and name the items.
 */
final class ForgetTool extends MemoryTool {
    static final String NAME = "memory_forget";
    /** The first line of a result that lists what was forgotten; an empty line ends the list. */
    static final String FORGOTTEN = "Forgotten for good; do not repeat it:";
    private static final String NOT_NAMED = "Not forgotten, because the user's last message does not ask for it in words that name it. "
            + "Show it and ask the user to write: forget …";
    private static final String NOTHING = "Nothing that matches is remembered.";
    private static final int MAX = 20;
    private static final int MAX_QUERY = 500;

    ForgetTool(Items items) {
        super(items, NAME, "Forgets what the user wants forgotten, by words or by ids of memory_search.", """
                {"query": {"type": "string", "description": "Key words of it."},
                 "ids": {"type": "array", "items": {"type": "string"}}}""");
    }

    @Override
    public boolean needsApproval(JsonObject arguments) {
        return true;
    }

    @Override
    public boolean judgesByWords() {
        return true;
    }

    @Override
    public Optional<String> proposal(ToolContext context, JsonObject arguments) throws ToolFailure {
        List<Remembered> all = withAnswers(scope(context), candidates(context, arguments));
        return all.isEmpty() ? Optional.empty() : Optional.of("Forget:\n" + Lines.of(all));
    }

    @Override
    public String call(ToolContext context, JsonObject arguments) throws ToolFailure {
        List<Remembered> found = candidates(context, arguments);
        if (found.isEmpty()) {
            return NOTHING;
        }
        String shown = context.approval().shown();
        Naming naming = new Naming(items.analysis(scope(context)), context.asked());
        boolean approved = context.approval().given();
        List<Remembered> named = approved ? found : found.stream().filter(item -> naming.names(item.text())).toList();
        List<Remembered> all = withAnswers(scope(context), named);
        List<Remembered> agreed = shown == null ? all : all.stream().filter(item -> shown.contains(item.id())).toList();
        items.forget(scope(context), agreed.stream().map(Remembered::id).toList());
        String forgotten = agreed.isEmpty() ? "" : FORGOTTEN + "\n" + Lines.of(agreed);
        List<Remembered> left = found.stream().filter(item -> !agreed.contains(item)).toList();
        String rest = left.isEmpty() ? "" : (approved ? "Not forgotten, because it was not approved:" : NOT_NAMED) + "\n" + Lines.of(left);
        return (forgotten + "\n\n" + rest).strip();
    }

    private static MemoryScope scope(ToolContext context) {
        return context.scope().memoryScope().orElseThrow();
    }

    /** Returns the items that the call means, of the caller's own scope alone. */
    private List<Remembered> candidates(ToolContext context, JsonObject arguments) throws ToolFailure {
        ToolArguments given = new ToolArguments(arguments);
        List<String> ids = given.texts("ids");
        if (!ids.isEmpty()) {
            if (ids.size() > MAX) {
                throw new ToolFailure("'ids' has more than " + MAX + " ids");
            }
            return withSources(scope(context), items.pick(scope(context), ids));
        }
        Optional<String> query = given.text("query");
        if (query.isEmpty() || query.get().length() > MAX_QUERY) {
            throw new ToolFailure("give 'ids', or the key words of what is to be forgotten as 'query'");
        }
        return withSources(scope(context), matching(context, query.get()));
    }

    /** Adds the messages that say a fact: as long as they are remembered, it is. */
    private List<Remembered> withSources(MemoryScope scope, List<Remembered> found) {
        Set<String> known = found.stream().map(Remembered::id).collect(Collectors.toSet());
        List<String> sources = found.stream().flatMap(item -> item.sources().stream()).distinct().filter(id -> !known.contains(id))
                .toList();
        List<Remembered> all = new ArrayList<>(found);
        all.addAll(items.pick(scope, sources));
        return all;
    }

    /** A search returns all that shares a word with the query; these share most words with it, or with what the user has named. */
    private List<Remembered> matching(ToolContext context, String query) {
        Naming naming = new Naming(items.analysis(scope(context)), context.asked());
        Set<String> wanted = naming.content(query);
        List<String> ids = items.search(Peer.of(scope(context)), new SearchQuery(query, MAX, null, null)).stream()
                .map(found -> found.item().id()).toList();
        return items.pick(scope(context), ids).stream().filter(item -> {
            Set<String> terms = naming.content(item.text());
            return Naming.share(wanted, terms) > 0.5 || Naming.share(wanted, terms) > 0 && Naming.share(naming.named(), terms) > 0.5;
        }).toList();
    }

    /** Adds the answers, of the same turns, that take up a word of what is forgotten. */
    private List<Remembered> withAnswers(MemoryScope scope, List<Remembered> found) {
        List<Remembered> all = new ArrayList<>(found);
        if (!found.isEmpty()) {
            Naming naming = new Naming(items.analysis(scope), ToolContext.Asked.NOTHING);
            for (Remembered other : items.ofSameTurns(scope, found.stream().map(Remembered::id).toList())) {
                Set<String> terms = naming.content(other.text());
                if (found.stream().anyMatch(item -> Naming.share(naming.content(item.text()), terms) > 0)) {
                    all.add(other);
                }
            }
        }
        return all;
    }
}
