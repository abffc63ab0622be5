package dev.talaria.boot;

import dev.talaria.audit.AuditStore;
import dev.talaria.config.TalariaConfig;
import dev.talaria.response.ExpiredResponses;
import dev.talaria.run.stored.ExpiredIdempotencyKeys;
import dev.talaria.run.stored.ExpiredRuns;
import dev.talaria.session.ExpiredSessions;
import dev.talaria.session.NodeStore;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Retention;
import dev.talaria.usage.UsageStore;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

/** Registers everything that has a retention. */
final class RetentionJobs {
    private RetentionJobs() {
    }

    static void enforce(TalariaConfig config, GroupCommit commits, ScheduledExecutorService timer, Clock clock, Closing closing) {
        Retention walked = closing.add(new Retention(commits, timer, clock, Retention.Pace.DEFAULT));
        walked.keep("sessions", config.retention().sessions(), new ExpiredSessions());
        Retention indexed = closing.add(new Retention(commits, timer, clock, Retention.Pace.BRISK));
        indexed.keep("responses", config.responses().retention(), new ExpiredResponses(new NodeStore()::removeSome));
        indexed.keep("audit events", config.usage().auditRetention(), AuditStore.retention());
        indexed.keep("use", config.usage().usageRetention(), UsageStore.retention());
        indexed.expire("runs", new ExpiredRuns(config.runs().expiredRetention()));
        indexed.expire("idempotency keys", new ExpiredIdempotencyKeys());
    }
}
