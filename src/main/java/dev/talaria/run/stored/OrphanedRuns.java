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

/** The runs of servers that live no longer. Blocks for the database; safe for many threads. */
public final class OrphanedRuns {
    private static final int SLICE = 100;

    private final RunStore store;
    private final GroupCommit commits;

    public OrphanedRuns(RunStore store, GroupCommit commits) {
        this.store = Objects.requireNonNull(store);
        this.commits = Objects.requireNonNull(commits);
    }

    /**
     * Some of those that stand so and belong to none of these servers, oldest first: from here on they are this server's, which is to
     * end or to carry out each.
     */
    public List<StoredRun> take(RunStatus status, Set<String> living) {
        return taken(store.left(status, living, SLICE));
    }

    /**
     * All those that stand so as this server's and that it does not carry out: their beginning or end was stored without its knowledge, or
     * its end could not be. From here on they are to be ended or carried out as others.
     */
    public List<StoredRun> takeOwn(RunStatus status, Predicate<RunId> live) {
        List<StoredRun> taken = new ArrayList<>();
        List<StoredRun> slice = store.own(status, null, SLICE);
        while (!slice.isEmpty()) {
            // A run is live before it is stored, and until its end is: what is not live now was read after its end, or is nobody's.
            taken.addAll(taken(slice.stream().filter(run -> !live.test(run.id())).toList()));
            slice = store.own(status, slice.get(slice.size() - 1), SLICE);
        }
        return taken;
    }

    /** Those of these live ones that other servers have taken, since this one was silent for too long. */
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

    /** Makes all runs nobody's that stand as this server's: it had them in an earlier life. */
    public void disown() {
        commits.commit(store.disown());
    }

    /** Makes a taken run nobody's again. */
    public void giveBack(StoredRun run) {
        commits.commit(store.giveBack(run));
    }
}
