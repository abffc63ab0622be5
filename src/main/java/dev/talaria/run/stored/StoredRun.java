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
 * A row of the table of runs.
 *
 * @param input      what a restart needs to tell how the turn began; null once it has ended, as in a foreground run
 * @param end        null while the run is under way
 * @param eventsGone its events are past their time
 */
record StoredRun(RunId id, SessionRef session, String source, String apiKey, String model, Durability durability,
                 Run.MemoryState memory, String input, Numbered end, boolean eventsGone, Instant created, Instant updated) {

    RunKey key() {
        return RunKey.of(session, id);
    }

    RunState state() {
        RunStatus status = end == null ? RunStatus.RUNNING : RunStatus.of((RunEnded) end.event());
        return new RunState(id, session, model, status, end == null ? null : end.event(), created, updated);
    }
}
