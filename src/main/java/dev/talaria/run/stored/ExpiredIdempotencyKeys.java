package dev.talaria.run.stored;

import dev.talaria.store.Micros;
import dev.talaria.store.Retention;
import dev.talaria.store.Write;
import java.time.Instant;
import java.util.function.IntConsumer;

/** Deletes expired idempotency keys. */
public final class ExpiredIdempotencyKeys implements Retention.RetentionJob {
    private static final String DELETE = """
            DELETE FROM idempotency WHERE (tenant, owner, api_key, memory_scope, session, name) IN
                (SELECT tenant, owner, api_key, memory_scope, session, name FROM idempotency WHERE expires_at <= :now
                 ORDER BY expires_at LIMIT :most)""";

    @Override
    public Write delete(Instant now, int most, IntConsumer deleted) {
        return handle -> deleted.accept(handle.createUpdate(DELETE).bind("now", Micros.of(now)).bind("most", most).execute());
    }
}
