package dev.talaria.boot;

import dev.talaria.access.Tenant;
import dev.talaria.agent.Agents;
import dev.talaria.agent.catalog.NamedAgent;
import dev.talaria.audit.AuditAction;
import dev.talaria.audit.AuditStore;
import dev.talaria.audit.AuditTrail;
import dev.talaria.config.TalariaConfig;
import dev.talaria.event.RunEnded;
import dev.talaria.metric.Meters;
import dev.talaria.run.RunHead;
import dev.talaria.run.stored.TurnAccounting;
import dev.talaria.store.Write;
import dev.talaria.usage.Budget;
import dev.talaria.usage.Budgets;
import dev.talaria.usage.KeyUseStore;
import dev.talaria.usage.Prices;
import dev.talaria.usage.UsageRow;
import dev.talaria.usage.UsageStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;

/** The audit trail, use, prices and budgets. */
record Accounts(AuditTrail audit, AuditStore auditStore, UsageStore usage, Prices prices, Budgets budgets, KeyUseStore keyUse,
                Agents agents) implements TurnAccounting {

    /** @param server the name of this server among those of its database; empty if it is the only one */
    static Accounts open(TalariaConfig config, Stores stores, String server, Agents agents, ScheduledExecutorService timer, Clock clock,
                         Meters meters) {
        AuditTrail audit = new AuditTrail(stores.commits(), stores.database().condition(), clock, meters);
        UsageStore usage = new UsageStore(stores.database(), server);
        Map<String, Prices.Price> prices = config.usage().prices().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> Prices.Price.parse(entry.getValue())));
        Budgets budgets = new Budgets(new Budgets.Limits(config.usage().keyBudgets().stream().map(Budget::parse).toList(),
                config.usage().userBudgets().stream().map(Budget::parse).toList()), usage, audit, clock, meters);
        return new Accounts(audit, new AuditStore(stores.database()), usage, new Prices(prices), budgets,
                KeyUseStore.start(stores.database(), stores.commits(), timer, clock), agents);
    }

    /** Records that a file of the configuration has changed and is in use. */
    void reloaded(String file) {
        audit.recordOwn(Tenant.DEFAULT.name(), AuditAction.SETTINGS_RELOAD, file);
    }

    @Override
    public Write of(RunHead head, RunEnded end, Instant at) {
        NamedAgent agent = agents.agentOrDefault(head.scope().agentOrEmpty());
        String model = end.runtime() == null ? agent.route().get(0).model() : end.runtime().model();
        String serving = agents.serving(head.scope().agentOrEmpty(), head.model());
        return usage.add(new UsageRow(head.scope().caller().tenant(), at.atZone(ZoneOffset.UTC).toLocalDate(),
                head.scope().caller().apiKey(), head.scope().identity().userId().orElse(""), serving, model, 1,
                end instanceof RunEnded.RunCompleted ? 0 : 1, end.usage(), Math.max(0, Duration.between(head.created(), at).toMillis()),
                prices.cost(model, end.usage())));
    }
}
