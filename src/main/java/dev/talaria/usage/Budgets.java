package dev.talaria.usage;

import dev.talaria.audit.AuditAction;
import dev.talaria.audit.AuditTrail;
import dev.talaria.error.ErrorCode;
import dev.talaria.metric.Meters;
import dev.talaria.metric.Metric;
import dev.talaria.metric.PerLabel;
import dev.talaria.scope.RequestScope;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Checks before each turn what its API key and its user have used. A turn that has begun is never cut off, so the use may pass a limit by
 * the turns that run at that moment. Safe for many threads.
 */
public final class Budgets {
    private static final System.Logger LOG = System.getLogger(Budgets.class.getName());
    private static final int MAX_NOTED = 100_000;

    /**
     * The limits of each key, and of each user of a tenant.
     */
    public record Limits(List<Budget> keys, List<Budget> users) {
        public Limits {
            keys = List.copyOf(keys);
            users = List.copyOf(users);
        }
    }

    private record Noted(String kind, String tenant, String name, Budget budget, LocalDate begin) {
    }

    private final Limits limits;
    private final UsageStore store;
    private final AuditTrail audit;
    private final Clock clock;
    private final PerLabel<Meters.Count> reached;
    private final Set<Noted> noted = ConcurrentHashMap.newKeySet();

    public Budgets(Limits limits, UsageStore store, AuditTrail audit, Clock clock, Meters meters) {
        this.limits = Objects.requireNonNull(limits);
        this.store = Objects.requireNonNull(store);
        this.audit = Objects.requireNonNull(audit);
        this.clock = Objects.requireNonNull(clock);
        this.reached = new PerLabel<>(labels -> meters.counter(Metric.BUDGETS_REACHED, labels));
    }

    /**
     * Checks the budgets of a request that would start a turn. Blocks for the database if there are any.
     *
     * @throws dev.talaria.error.ApiException {@code budget_exceeded}
     */
    public void check(RequestScope scope) {
        String tenant = scope.caller().tenant();
        LocalDate today = today();
        for (Budget budget : limits.keys()) {
            String key = scope.caller().apiKey();
            check("key", tenant, key, budget, new UsageStore.Filter(tenant, key, null, budget.period().begin(today), today));
        }
        scope.identity().userId().ifPresent(user -> {
            for (Budget budget : limits.users()) {
                check("user", tenant, user, budget, new UsageStore.Filter(tenant, null, user, budget.period().begin(today), today));
            }
        });
    }

    private LocalDate today() {
        return clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
    }

    private void check(String kind, String tenant, String name, Budget budget, UsageStore.Filter filter) {
        if (!budget.isReached(store.totals(filter))) {
            return;
        }
        if (budget.level() == Budget.Level.HARD) {
            reached.of("hard", kind).increment();
            LocalDate next = budget.period().next(filter.to());
            Duration wait = Duration.between(clock.instant(), next.atStartOfDay(ZoneOffset.UTC).toInstant());
            throw ErrorCode.BUDGET_EXCEEDED.because("The budget of this " + (kind.equals("key") ? "API key" : "user") + " is used up: "
                    + budget.words() + "; it begins anew on " + next + " (UTC)").withRetryAfter(wait);
        }
        if (noted.size() >= MAX_NOTED) {
            noted.removeIf(old -> old.begin().isBefore(filter.to().withDayOfMonth(1)));
        }
        if (noted.size() < MAX_NOTED && noted.add(new Noted(kind, tenant, name, budget, filter.from()))) {
            reached.of("soft", kind).increment();
            LOG.log(System.Logger.Level.WARNING, "A soft budget is reached: " + budget.words() + " for a " + kind + " of the tenant "
                    + tenant + "; the audit trail names it");
            audit.recordOwn(tenant, AuditAction.BUDGET_WARNING, kind + ":" + name + " " + budget.words());
        }
    }
}
