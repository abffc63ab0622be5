package dev.talaria.testing;

import dev.talaria.memory.Incoming;
import dev.talaria.memory.MemoryProfile;
import dev.talaria.memory.MemoryProvider;
import dev.talaria.memory.Remembered;
import dev.talaria.memory.SearchQuery;
import dev.talaria.memory.Slice;
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
    public List<Remembered.Match> search(MemoryScope scope, SearchQuery query) {
        return List.of();
    }

    @Override
    public Slice<Remembered> list(MemoryScope scope, Slice.Wanted wanted) {
        return new Slice<>(List.of(), false);
    }

    @Override
    public MemoryProfile profile(MemoryScope scope) {
        return new MemoryProfile(null, List.of(), 0, 0, null, null, List.of());
    }

    @Override
    public List<Incoming.Outcome> importing(MemoryScope scope, List<Incoming> messages) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long forget(MemoryScope scope) {
        return 0;
    }

    @Override
    public Write forget(SessionRef session) {
        return Write.NOTHING;
    }

    @Override
    public boolean forget(MemoryScope scope, String id) {
        return false;
    }
}
