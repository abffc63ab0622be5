package dev.talaria.memory.local;

import dev.talaria.scope.MemoryScope;
import dev.talaria.store.GroupCommit;
import java.util.OptionalLong;
import java.util.concurrent.Executor;

/**
 * Deletes the rows of forgotten scopes: the first slice at once, the others in the background, a slice for each task, so that a large scope
 * holds up no other. No search finds them meanwhile; a server that starts goes on where another stopped. Safe for many threads.
 */
final class Sweeper {
    private static final System.Logger LOG = System.getLogger(Sweeper.class.getName());

    private final ForgettingStore forgetting;
    private final GroupCommit commits;
    private final ScopeSteps sweeping = new ScopeSteps(this::slice, LOG,
            "what was forgotten is deleted later, since the threads are busy or the server stops",
            "what was forgotten could not be deleted; the next start tries again");

    Sweeper(ForgettingStore forgetting, GroupCommit commits) {
        this.forgetting = forgetting;
        this.commits = commits;
    }

    /** Enables the background; before, everything is deleted at once. Begins with what an earlier process left. */
    void sweepOn(Executor background) {
        sweeping.runOn(background);
        forgetting.unswept().forEach(sweeping::begin);
    }

    /** Blocks for a slice. */
    void sweep(MemoryScope scope) {
        boolean more = slice(scope);
        while (more && !sweeping.isEnabled()) {
            more = slice(scope);
        }
        if (more) {
            sweeping.begin(scope);
        }
    }

    /** Deletes a slice; returns whether there may be more. */
    private boolean slice(MemoryScope scope) {
        OptionalLong first = forgetting.firstForgotten(scope);
        first.ifPresent(seq -> commits.commit(ForgettingStore.sweep(scope, seq + ForgettingStore.SLICE)));
        return first.isPresent();
    }
}
