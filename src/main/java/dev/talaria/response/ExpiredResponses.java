package dev.talaria.response;

import dev.talaria.scope.SessionRef;
import dev.talaria.store.Retention;
import dev.talaria.store.Write;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jdbi.v3.core.Handle;

/**
 * Deletes responses that are past their time. A session that responses alone had made goes with its last one, so that a chain that is
 * still spoken in keeps what was said in it; a session or conversation that a client named stays.
 */
public final class ExpiredResponses implements Retention.Slice {
    private static final String OWN_SESSION = "run_[0-9a-f]{32}";

    private final ResponseStore responses;
    private final Function<SessionRef, Write> sessions;

    /** @param sessions removes a session with everything in it */
    public ExpiredResponses(ResponseStore responses, Function<SessionRef, Write> sessions) {
        this.responses = Objects.requireNonNull(responses);
        this.sessions = Objects.requireNonNull(sessions);
    }

    @Override
    public Write delete(Instant before, int most, IntConsumer deleted) {
        return handle -> {
            List<StoredResponse> due = responses.madeBefore(handle, before, most);
            due.forEach(response -> delete(handle, response.head(), before));
            deleted.accept(due.size());
        };
    }

    private void delete(Handle handle, ResponseHead head, Instant before) {
        boolean last = head.conversation() == null && head.session().id().matches(OWN_SESSION)
                && responses.latest(handle, head.session()).filter(latest -> !latest.head().created().isBefore(before)).isEmpty();
        responses.delete(head).apply(handle);
        if (last) {
            sessions.apply(head.session()).apply(handle);
        }
    }
}
