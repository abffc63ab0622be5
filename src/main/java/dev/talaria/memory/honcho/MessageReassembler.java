package dev.talaria.memory.honcho;

import dev.talaria.memory.MemoryPage;
import dev.talaria.memory.Remembered;
import java.util.ArrayList;
import java.util.List;

/** Reassembles messages from their chunks, which arrive in order or in reverse. For one thread. */
final class MessageReassembler {
    private final String ai;
    private final int limit;
    private final boolean backwards;
    private final List<Remembered> done = new ArrayList<>();
    private final List<HonchoMessage> pieces = new ArrayList<>();

    MessageReassembler(String ai, int limit, boolean backwards) {
        this.ai = ai;
        this.limit = limit;
        this.backwards = backwards;
    }

    void take(HonchoMessage piece) {
        if (!pieces.isEmpty() && !piece.continues(pieces.get(0))) {
            finish();
        }
        pieces.add(backwards ? 0 : pieces.size(), piece);
    }

    /** Returns whether one message more than requested has started. */
    boolean isEnough() {
        return done.size() >= limit && !pieces.isEmpty();
    }

    private void finish() {
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(piece.content()));
        done.add(pieces.get(0).remembered(ai, text.toString()));
        pieces.clear();
    }

    MemoryPage<Remembered> pages() {
        if (isEnough()) {
            return new MemoryPage<>(done, true);
        }
        if (!pieces.isEmpty()) {
            finish();
        }
        return new MemoryPage<>(done, false);
    }
}
