package dev.talaria.run.stored;

import dev.talaria.run.Run;
import dev.talaria.run.RunId;
import dev.talaria.run.RunStatus;
import dev.talaria.store.GroupCommit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** Takes over orphaned runs, those of servers that have died. Blocks for the database; safe for many threads. */
public final class OrphanedRuns {
    private static final int SLICE = 100;

    private final RunStore store;
    private final GroupCommit commits;

    public OrphanedRuns(RunStore store, GroupCommit commits) {
        this.store = Objects.requireNonNull(store);
        this.commits = Objects.requireNonNull(commits);
    }

    /**
     * Takes over a batch of orphaned runs in this status, oldest first: their server is none of the living ones. This server must then end
     * or resume each.
     */
    public List<StoredRun> take(RunStatus status, Set<String> living) {
        return taken(store.left(status, living, SLICE));
    }

    /**
     * Returns all runs in this status that are stored as this server's but are not live here: the database failed while their start or end
     * was stored. This server must then end or resume each.
     */
    public List<StoredRun> takeOwn(RunStatus status, Predicate<RunId> live) {
        List<StoredRun> taken = new ArrayList<>();
        List<StoredRun> slice = store.own(status, null, SLICE);
        while (!slice.isEmpty()) {
            // A run is live from before it is stored until its end is stored, so one that is not live was read after its end or is
            // orphaned.
            taken.addAll(taken(slice.stream().filter(run -> !live.test(run.id())).toList()));
            slice = store.own(status, slice.get(slice.size() - 1), SLICE);
        }
        return taken;
    }

    /** Returns those of these live runs that other servers have taken over, because this server's lease had expired. */
    public List<Run> lost(Collection<Run> live) {
        if (live.isEmpty()) {
            return List.of();
        }
        Set<RunId> own = store.ownIds();
        return live.stream().filter(run -> !own.contains(run.id()))
                .filter(run -> store.isOthers(RunKey.of(run.scope().session(), run.id()))).toList();
    }

    private List<StoredRun> taken(List<StoredRun> runs) {
        List<StoredRun> taken = new ArrayList<>();
        for (StoredRun run : runs) {
            AtomicBoolean mine = new AtomicBoolean();
            commits.commit(store.take(run, mine::set));
            if (mine.get()) {
                taken.add(run);
            }
        }
        return taken;
    }

    /** Releases all runs that are stored as this server's; they are left from its previous start. */
    public void disown() {
        commits.commit(store.disown());
    }

    /** Releases a run that was taken over. */
    public void giveBack(StoredRun run) {
        commits.commit(store.giveBack(run));
    }
}
