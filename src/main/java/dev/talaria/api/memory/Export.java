package dev.talaria.api.memory;

import dev.talaria.memory.MemoryCatalog;
import dev.talaria.memory.MemoryPage;
import dev.talaria.memory.Peer;
import dev.talaria.memory.ProfileChange;
import dev.talaria.memory.Remembered;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Exports a scope as JSON lines, in order of arrival, one page of items a call; empty at the end. What memory draws from other items itself
 * is left out. Used by one thread at a time.
 */
final class Export implements Supplier<Optional<String>> {
    private static final int ITEMS = 200;

    private final MemoryCatalog memory;
    private final Peer peer;
    private volatile String last;
    private volatile boolean done;
    private volatile @Nullable Map<String, List<ProfileChange>> changes;

    Export(MemoryCatalog memory, Peer peer) {
        this.memory = memory;
        this.peer = peer;
    }

    @Override
    public Optional<String> get() {
        if (done) {
            return Optional.empty();
        }
        MemoryPage<Remembered> pages = memory.list(peer, new MemoryPage.PageRequest(last, ITEMS, false));
        List<Remembered> items = pages.items();
        done = !pages.more();
        if (items.isEmpty()) {
            return Optional.empty();
        }
        last = items.get(items.size() - 1).id();
        Map<String, List<ProfileChange>> known = changes == null ? memory.profileChanges(peer) : changes;
        changes = known;
        return Optional.of(items.stream().filter(item -> !item.kind().isDrawn())
                .map(item -> MemoryReply.line(item, known.getOrDefault(item.id(), List.of()))).collect(Collectors.joining()));
    }
}
