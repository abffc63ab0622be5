package dev.talaria.run.stored;

import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded;
import dev.talaria.run.Durability;
import dev.talaria.run.Run;
import dev.talaria.run.RunId;
import dev.talaria.run.RunState;
import dev.talaria.run.RunStatus;
import dev.talaria.scope.SessionRef;
import java.time.Instant;

/**
 * A row of the run table.
 *
 * @param agent      its id; empty if unknown
 * @param end        null while the run is active
 * @param eventsGone whether retention has deleted its events
 */
public record StoredRun(RunId id, SessionRef session, String source, String apiKey, String model, String agent,
                        Durability durability, Run.MemoryState memory, RunExecutionState runExecutionState, Numbered end,
                        boolean eventsGone, Instant created,
                        Instant updated) {

    /**
     * What a server needs to execute the run.
     *
     * @param server  the server that owns the run; null if none does
     * @param request the input; null for an ended or a foreground run
     * @param state   the suspended turn while it waits for an answer; else null
     */
    public record RunExecutionState(RunStatus status, String server, String request, String state) {
    }

    StoredRun ended(Numbered with) {
        return new StoredRun(id, session, source, apiKey, model, agent, durability, memory, runExecutionState, with, eventsGone, created,
                updated);
    }

    RunKey key() {
        return RunKey.of(session, id);
    }

    String server() {
        return runExecutionState.server();
    }

    RunState state() {
        return new RunState(id, session, model, runExecutionState.status(), end == null ? null : end.event(), created, updated,
                end == null ? null : ((RunEnded) end.event()).runtime());
    }
}
