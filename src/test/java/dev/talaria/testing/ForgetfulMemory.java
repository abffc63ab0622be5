package dev.talaria.testing;

import dev.talaria.memory.Forgotten;
import dev.talaria.memory.MemoryProvider;
import dev.talaria.memory.Peer;
import dev.talaria.scope.MemoryScope;
import java.util.List;

/** What a memory of which only turns are watched answers to everybody else: it holds nothing. */
abstract class ForgetfulMemory implements MemoryProvider {
    @Override
    public long epoch(MemoryScope scope) {
        return 0;
    }

    @Override
    public Forgotten forget(Peer peer) {
        return new Forgotten(0, List.of());
    }
}
