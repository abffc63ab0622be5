package dev.talaria.session;

import dev.talaria.scope.Preferences;
import java.util.Objects;

/** Where a turn asks to join its session's tree. */
public sealed interface AttachMode {
    /** As the body's history shows, by the caller's preference. */
    record ByHistory(Preferences.History mode) implements AttachMode {
        public ByHistory {
            Objects.requireNonNull(mode);
        }
    }

    /** Where the conversation stands when the turn's time has come; everything that was sent is new. */
    record AtHead() implements AttachMode {
    }

    /** Under this node, whatever else was said since. */
    record After(String node) implements AttachMode {
        public After {
            Objects.requireNonNull(node);
        }
    }
}
