package dev.talaria.testing;

import dev.talaria.memory.Forgotten;
import dev.talaria.memory.Incoming;
import dev.talaria.memory.MemoryPage;
import dev.talaria.memory.MemoryProfile;
import dev.talaria.memory.MemoryProvider;
import dev.talaria.memory.Peer;
import dev.talaria.memory.Remembered;
import dev.talaria.memory.SearchQuery;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Write;
import java.util.List;

/** What a memory of which only turns are watched answers to everybody else: it holds nothing. */
abstract class ForgetfulMemory implements MemoryProvider {
    @Override
    public long epoch(MemoryScope scope) {
        return 0;
    }

    @Override
    public List<Remembered.ScoredMemory> search(Peer peer, SearchQuery query) {
        return List.of();
    }

    @Override
    public MemoryPage<Remembered> list(Peer peer, MemoryPage.PageRequest pageRequest) {
        return new MemoryPage<>(List.of(), false);
    }

    @Override
    public MemoryProfile profile(Peer peer) {
        return new MemoryProfile(null, List.of(), 0, 0, null, null, List.of());
    }

    @Override
    public List<Incoming.Outcome> importing(Peer peer, List<Incoming> messages) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Forgotten forget(Peer peer) {
        return new Forgotten(0, List.of());
    }

    @Override
    public Write forget(SessionRef session) {
        return Write.NOTHING;
    }

    @Override
    public boolean forget(Peer peer, String id) {
        return false;
    }
}
