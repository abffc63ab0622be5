package dev.talaria.memory.local.semantic;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.memory.Embedder;
import dev.talaria.memory.local.text.SpokenNames;
import dev.talaria.resilience.BackOff;
import dev.talaria.resilience.CircuitBreaker;
import dev.talaria.scope.MemoryScope;
import dev.talaria.store.GroupCommit;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Computes the vectors of stored passages, a batch of each scope in turn, one thread at a time. Looks from time to time for passages that
 * an earlier process or another server left without one. A failing embedder is retried with growing pauses; no passage is given up. Safe
 * for many threads.
 */
final class Backlog implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Backlog.class.getName());
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final BackOff PAUSES = new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(5));
    private static final int MAX_SCOPES = 10_000;
    private static final int FAILURES_IN_A_ROW = 3;
    /** Not blank, and short enough for every model: tells an embedder that rejects a text from one that rejects everything. */
    private static final String PROBE = "a";

    /**
     * When the worker runs.
     *
     * @param settle time after which a transaction that announced a scope has committed
     * @param look   how often to look for scopes that were not announced
     */
    record Pace(Duration settle, Duration look) {
        static final Pace DEFAULT = new Pace(Duration.ofMillis(200), Duration.ofMinutes(1));
    }

    private final VectorStore store;
    private final GroupCommit commits;
    private final Embedder embedder;
    private final ScheduledExecutorService timer;
    private final Executor worker;
    private final Pace pace;
    private final CircuitBreaker breaker;
    @GuardedBy("this")
    private final Set<MemoryScope> waiting = new LinkedHashSet<>();
    /** Positions in the scopes in progress; only for the worker. */
    private final Map<MemoryScope, Set<String>> authors = new HashMap<>();
    @GuardedBy("this")
    private ScheduledFuture<?> looking;
    @GuardedBy("this")
    private boolean planned;
    @GuardedBy("this")
    private boolean closed;

    /** @param worker runs one task at a time, which may block for long; the caller closes it, and the timer, after this */
    Backlog(VectorStore store, GroupCommit commits, Embedder embedder, ScheduledExecutorService timer, Executor worker, Pace pace) {
        this.store = store;
        this.commits = commits;
        this.embedder = embedder;
        this.timer = timer;
        this.worker = worker;
        this.pace = pace;
        this.breaker = new CircuitBreaker(new CircuitBreaker.Announcement(LOG, "embedding fails; until it works, new memories are "
                + "found by words alone: " + embedder.description(), "embedding works again: " + embedder.description()), 1, PAUSES);
    }

    synchronized void start() {
        plan(() -> work(true), Duration.ZERO);
        looking = timer.scheduleWithFixedDelay(() -> plan(() -> work(true), Duration.ZERO), pace.look().toNanos(), pace.look().toNanos(),
                TimeUnit.NANOSECONDS);
    }

    /** Never waits for the database, because nothing queries it under this monitor. */
    synchronized void wake(MemoryScope scope) {
        if (waiting.size() < MAX_SCOPES) {
            waiting.add(scope);
        }
        plan(() -> work(false), pace.settle());
    }

    /** Plans the next piece of work; at most one is planned or running at any time. */
    private synchronized void plan(Runnable work, Duration delay) {
        if (!planned && !closed) {
            planned = true;
            Duration pause = breaker.remaining();
            Duration wait = delay.compareTo(pause) < 0 ? pause : delay;
            timer.schedule(() -> hand(work), wait.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void hand(Runnable work) {
        try {
            worker.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "embedding ends because the server is stopping", e);
        }
    }

    private void work(boolean look) {
        int failures = 0;
        try {
            Deque<MemoryScope> round = round(look);
            while (!round.isEmpty() && failures < FAILURES_IN_A_ROW && !isClosed()) {
                MemoryScope scope = round.poll();
                failures = advanced(scope, round) ? 0 : failures + 1;
            }
        } catch (RuntimeException e) {
            failures = 1;
            failed(e);
        } finally {
            authors.clear();
            finished(failures > 0);
        }
    }

    /** Starts a round; scopes announced from now on may not be committed yet, and wait for the next one. */
    private Deque<MemoryScope> round(boolean look) {
        Set<MemoryScope> round = announced();
        if (look) {
            round.addAll(store.behind(MAX_SCOPES));
        }
        return new ArrayDeque<>(round);
    }

    private synchronized Set<MemoryScope> announced() {
        Set<MemoryScope> announced = new LinkedHashSet<>(waiting);
        waiting.clear();
        return announced;
    }

    private boolean advanced(MemoryScope scope, Deque<MemoryScope> round) {
        try {
            if (advance(scope)) {
                round.add(scope);
            }
            breaker.succeeded();
            return true;
        } catch (RuntimeException e) {
            failed(e);
            return false;
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void finished(boolean failed) {
        planned = false;
        if (failed) {
            plan(() -> work(true), Duration.ZERO);
        } else if (!waiting.isEmpty()) {
            plan(() -> work(false), pace.settle());
        }
    }

    /** Computes one batch; returns whether there may be more. */
    private boolean advance(MemoryScope scope) {
        long after = store.known(scope);
        List<VectorStore.Revised> revised = store.revised(scope, after, embedder.batch());
        if (!revised.isEmpty()) {
            List<VectorStore.Passage> changed = revised.stream().map(VectorStore.Revised::passage).toList();
            commits.commit(store.replace(scope, revised, made(changed, names(scope, changed))));
            return true;
        }
        List<VectorStore.Passage> passages = store.waiting(scope, after, embedder.batch());
        if (passages.isEmpty()) {
            return false;
        }
        commits.commit(store.keep(scope, after, made(passages, names(scope, passages))));
        return passages.size() == embedder.batch();
    }

    private SpokenNames names(MemoryScope scope, List<VectorStore.Passage> passages) {
        Set<String> known = authors.computeIfAbsent(scope, store::authors);
        passages.stream().map(VectorStore.Passage::author).filter(author -> author != null).forEach(known::add);
        return new SpokenNames(known);
    }

    private List<VectorStore.Made> made(List<VectorStore.Passage> passages, SpokenNames names) {
        List<VectorStore.Passage> spoken = passages.stream().filter(passage -> !passage.text().isBlank()).toList();
        List<String> texts = spoken.stream().map(passage -> names.leftOut(passage.text())).toList();
        Map<Long, byte[]> vectors = new HashMap<>();
        List<byte[]> packed = texts.isEmpty() ? List.of() : embed(texts);
        for (int i = 0; i < spoken.size(); i++) {
            vectors.put(spoken.get(i).seq(), packed.get(i));
        }
        return passages.stream()
                .map(passage -> new VectorStore.Made(passage.seq(), vectors.getOrDefault(passage.seq(), new byte[0]))).toList();
    }

    /** Embeds a batch. If it is rejected, each text is tried alone, and one that is rejected alone gets no vector. */
    private List<byte[]> embed(List<String> texts) {
        try {
            return embedder.embed(texts, DEADLINE).stream().map(Packed::of).toList();
        } catch (ApiException e) {
            if (e.code() != ErrorCode.CONTEXT_LENGTH_EXCEEDED) {
                throw e;
            }
            embedder.embed(List.of(PROBE), DEADLINE);
        }
        return texts.size() == 1 ? List.of(new byte[0]) : eachAlone(texts);
    }

    private List<byte[]> eachAlone(List<String> texts) {
        List<byte[]> vectors = new ArrayList<>(texts.size());
        texts.forEach(text -> vectors.addAll(embed(List.of(text))));
        return vectors;
    }

    private void failed(RuntimeException failure) {
        if (!isClosed()) {
            breaker.failed(QueryVectors.words(failure));
        }
    }

    /** Returns why no vectors can be computed; empty while they can. */
    Optional<String> trouble() {
        return breaker.trouble().map(why -> "new memories are found by words alone: " + why);
    }

    /** Starts no more work; a batch in progress ends with its thread. */
    @Override
    public synchronized void close() {
        closed = true;
        waiting.clear();
        if (looking != null) {
            looking.cancel(false);
        }
    }
}
