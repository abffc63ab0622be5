package dev.talaria.audit;

import dev.talaria.metric.Meters;
import dev.talaria.metric.Metric;
import dev.talaria.metric.PerLabel;
import dev.talaria.store.DatabaseCondition;
import dev.talaria.store.GroupCommit;
import dev.talaria.text.LogText;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Records what was done: a line of the log at once, and a row that waits out an outage of the database. Safe for many threads. */
public final class AuditTrail {
    private static final System.Logger LOG = System.getLogger("dev.talaria.audit");
    private static final Duration BRIEFLY = Duration.ofSeconds(1);
    private static final int MAX_TEXT = 200;

    private final GroupCommit commits;
    private final DatabaseCondition condition;
    private final Clock clock;
    private final PerLabel<Meters.Count> events;

    public AuditTrail(GroupCommit commits, DatabaseCondition condition, Clock clock, Meters meters) {
        this.commits = commits;
        this.condition = condition;
        this.clock = clock;
        this.events = new PerLabel<>(labels -> meters.counter(Metric.AUDIT_EVENTS, labels));
    }

    /**
     * Records an act of an API key. Waits a moment for the row, so that whoever has the reply finds it, unless the database is away.
     *
     * @param tenant as of {@link AuditEvent}, like the others
     */
    public void record(String tenant, String actorTenant, String actor, AuditAction action, @Nullable String object, String result,
                       @Nullable String request) {
        CompletableFuture<Void> stored = begin(new AuditEvent(tenant, actorTenant, actor, action, plain(object), result, request,
                clock.instant()));
        if (condition.state() != DatabaseCondition.State.WELL) {
            return;
        }
        try {
            GroupCommit.await(stored, BRIEFLY);
        } catch (RuntimeException e) {
            LOG.log(GroupCommit.level(e), "An audit event could not be stored; it is in the log", LogText.plain(e));
        }
    }

    /** Records an act of the server itself, without waiting. */
    public void recordOwn(String tenant, AuditAction action, @Nullable String object) {
        begin(new AuditEvent(tenant, tenant, AuditEvent.SERVER, action, plain(object), AuditEvent.OK, null, clock.instant()));
    }

    private static @Nullable String plain(@Nullable String object) {
        return object == null ? null : LogText.plain(object, MAX_TEXT);
    }

    private CompletableFuture<Void> begin(AuditEvent event) {
        LOG.log(System.Logger.Level.INFO, () -> line(event));
        events.of(event.action().wire(), event.result()).increment();
        return commits.submitLasting(AuditStore.add(event));
    }

    private static String line(AuditEvent event) {
        String object = event.object() == null ? "" : " object=\"" + event.object().replace('"', '?') + '"';
        String request = event.request() == null ? "" : " request=" + event.request();
        return "action=" + event.action().wire() + " tenant=" + event.tenant() + " actor=" + event.actorTenant() + "/" + event.actor()
                + object + " result=" + event.result() + request;
    }
}
