package dev.talaria.session;

import dev.talaria.scope.Preferences;
import java.util.Objects;

/** Where a turn attaches to its session's tree. */
public sealed interface AttachMode {
    /** Where the body's history matches, by the caller's preference. */
    record ByHistory(Preferences.History mode) implements AttachMode {
        public ByHistory {
            Objects.requireNonNull(mode);
        }
    }

    /** At the head when the turn starts; all messages sent are new. */
    record AtHead() implements AttachMode {
    }

    /** Under this node, regardless of later messages. */
    record After(String node) implements AttachMode {
        public After {
            Objects.requireNonNull(node);
        }
    }
}
