package dev.talaria.run;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.talaria.scope.SessionRef;
import java.time.Duration;

/** The consents that reach beyond one call: to a tool for a session, or for everything of its owner. In memory, bounded. */
public final class Consents {
    private static final int MAX = 10_000;
    private static final Duration UNUSED = Duration.ofDays(1);

    /** @param session empty for all sessions of the owner */
    private record Grant(String tenant, String owner, String session, String tool) {
    }

    private final Cache<Grant, Boolean> given =
            Caffeine.newBuilder().expireAfterAccess(UNUSED).maximumSize(MAX).executor(Runnable::run).build();

    public boolean cover(SessionRef session, String tool) {
        return given.getIfPresent(forSession(session, tool)) != null || given.getIfPresent(forOwner(session, tool)) != null;
    }

    /** Remembers a choice that reaches beyond the one call; ignores any other. */
    public void take(SessionRef session, String tool, Approvals.Choice choice) {
        if (choice == Approvals.Choice.SESSION) {
            given.put(forSession(session, tool), true);
        } else if (choice == Approvals.Choice.ALWAYS) {
            given.put(forOwner(session, tool), true);
        }
    }

    private static Grant forSession(SessionRef session, String tool) {
        return new Grant(session.tenant(), session.owner(), session.id(), tool);
    }

    private static Grant forOwner(SessionRef session, String tool) {
        return new Grant(session.tenant(), session.owner(), "", tool);
    }
}
