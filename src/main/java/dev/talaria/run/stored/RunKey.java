package dev.talaria.run.stored;

import dev.talaria.run.RunId;
import dev.talaria.scope.SessionRef;
import java.util.Objects;

/** A run's id with its owner. */
record RunKey(String tenant, String owner, RunId id) {
    RunKey {
        Objects.requireNonNull(tenant);
        Objects.requireNonNull(owner);
        Objects.requireNonNull(id);
    }

    static RunKey of(SessionRef session, RunId id) {
        return new RunKey(session.tenant(), session.owner(), id);
    }
}
