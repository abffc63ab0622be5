package dev.talaria.usage;

import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Micros;
import dev.talaria.text.LogText;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * When each API key was last used. Kept in memory and stored twice a minute, so that a request costs no write; a crash loses the last half
 * minute. Safe for many threads.
 */
public final class KeyUseStore {
    private static final System.Logger LOG = System.getLogger(KeyUseStore.class.getName());
    private static final int PACE_SECONDS = 30;
    private static final String STORE = """
            INSERT INTO api_key_use (tenant, api_key, used_at) VALUES (:tenant, :key, :at)
            ON CONFLICT (tenant, api_key) DO UPDATE SET used_at = excluded.used_at WHERE api_key_use.used_at < excluded.used_at""";
    private static final String FIND = "SELECT used_at FROM api_key_use WHERE tenant = :tenant AND api_key = :key";

    private record Name(String tenant, String key) {
    }

    private final Database database;
    private final GroupCommit commits;
    private final Clock clock;
    private final Map<Name, Instant> used = new ConcurrentHashMap<>();
    private final Map<Name, Instant> stored = new ConcurrentHashMap<>();

    private KeyUseStore(Database database, GroupCommit commits, Clock clock) {
        this.database = Objects.requireNonNull(database);
        this.commits = Objects.requireNonNull(commits);
        this.clock = Objects.requireNonNull(clock);
    }

    /** @param timer must run nothing that blocks */
    public static KeyUseStore start(Database database, GroupCommit commits, ScheduledExecutorService timer, Clock clock) {
        KeyUseStore use = new KeyUseStore(database, commits, clock);
        timer.scheduleWithFixedDelay(use::store, PACE_SECONDS, PACE_SECONDS, TimeUnit.SECONDS);
        return use;
    }

    /** Notes that a key is used now. Never blocks. */
    public void note(String tenant, String key) {
        used.put(new Name(tenant, key), clock.instant());
    }

    private void store() {
        Map<Name, Instant> now = new HashMap<>(used);
        now.entrySet().removeAll(stored.entrySet());
        if (now.isEmpty()) {
            return;
        }
        commits.submit(handle -> now.forEach((name, at) -> handle.createUpdate(STORE).bind("tenant", name.tenant())
                .bind("key", name.key()).bind("at", Micros.of(at)).execute())).whenComplete((done, fault) -> {
                    if (fault == null) {
                        stored.putAll(now);
                    } else {
                        LOG.log(GroupCommit.level(fault), "The last use of API keys could not be stored", LogText.plain(fault));
                    }
                });
    }

    /** Returns when a key was last used, on whichever server; empty for never. Blocks for the database. */
    public Optional<Instant> last(String tenant, String key) {
        Optional<Instant> here = Optional.ofNullable(used.get(new Name(tenant, key)));
        Optional<Instant> before = database.read(handle -> handle.createQuery(FIND).bind("tenant", tenant).bind("key", key)
                .mapTo(Long.class).findOne().map(Micros::at));
        return here.filter(at -> before.isEmpty() || at.isAfter(before.get())).or(() -> before);
    }
}
