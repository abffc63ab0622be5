package dev.talaria.agent;

import dev.talaria.event.AgentEvent;
import dev.talaria.event.Cancellation;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.ToolResult;
import dev.talaria.run.Run;
import dev.talaria.tool.ToolContext;
import dev.talaria.tool.ToolFailure;
import dev.talaria.tool.ToolOutput;
import dev.talaria.tool.ToolPreview;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one step that run side by side, up to a bound. The turn's thread waits in {@link #results}, tells readers of starts, progress
 * and ends, and cancels each call at its own deadline, at the turn's, and with the run. A call that does not react to that is abandoned.
 * Confined to that thread, except for what calls report.
 */
final class ToolBatch {
    private static final System.Logger LOG = System.getLogger(ToolBatch.class.getName());
    private static final String ABANDONED = "the turn ended before the tool did; it is not known what the tool has done";
    private static final Object SOMETHING = new Object();
    private static final long PROGRESS_PAUSE = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int MAX_PROGRESS = 200;

    /** The work of one call: its context to its result. */
    interface Work {
        /** @throws Exception a {@link ToolFailure} or an API error, whose message the model is told, or any other fault */
        ToolOutput call(ToolContext context) throws Exception;
    }

    private final Run run;
    private final TimeLimiter limiter;
    private final long turnDeadline;
    private final int parallel;
    private final BiFunction<Cancellation, ToolContext.ProgressReader, ToolContext> contexts;
    private final List<Entry> entries = new ArrayList<>();
    /** Has an element whenever there may be something to see; elements mean nothing by themselves. */
    private final BlockingQueue<Object> news = new LinkedBlockingQueue<>();

    /** One call; what its own thread writes is volatile or atomic. */
    private final class Entry implements ToolContext.ProgressReader {
        private final ToolCall call;
        private final ToolContext.Approval approval;
        private final Work work;
        private final Duration timeout;
        private final boolean announced;
        private final Cancellation cancellation = new Cancellation();
        private final AtomicReference<AgentEvent.ToolProgressed> progress = new AtomicReference<>();
        private TimeLimiter.@Nullable Task<ToolOutput> task;
        private long begun;
        private long deadline;
        private long told = Long.MIN_VALUE;
        private int shown;
        private @Nullable Message result;

        private Entry(ToolCall call, ToolContext.Approval approval, Work work, Duration timeout, boolean announced) {
            this.call = call;
            this.approval = approval;
            this.work = work;
            this.timeout = timeout;
            this.announced = announced;
        }

        @Override
        public void progressed(double done, double total, @Nullable String message) {
            progress.set(new AgentEvent.ToolProgressed(call.id(), call.name(), finite(done), finite(total),
                    message == null ? null : ToolPreview.text(message)));
            news.add(SOMETHING);
        }

        /** JSON has neither infinity nor NaN. */
        private double finite(double number) {
            return Double.isFinite(number) ? number : 0;
        }
    }

    /**
     * @param contexts makes the context of a call from its cancellation and the reader of its progress
     * @param deadline the turn's, by {@code System.nanoTime()}
     * @param parallel how many calls may run at once
     */
    ToolBatch(Run run, BiFunction<Cancellation, ToolContext.ProgressReader, ToolContext> contexts, TimeLimiter limiter, long deadline,
              int parallel) {
        this.run = run;
        this.contexts = contexts;
        this.limiter = limiter;
        this.turnDeadline = deadline;
        this.parallel = parallel;
    }

    /**
     * Adds a call.
     *
     * @param announced whether readers have been told that it starts
     */
    void add(ToolCall call, ToolContext.Approval approval, Work work, Duration timeout, boolean announced) {
        entries.add(new Entry(call, approval, work, timeout, announced));
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Runs the calls and returns their results in the order of the calls; blocks, but never much beyond the turn. */
    @SuppressWarnings("try") // The registration is there to be closed.
    List<Message> results() {
        try (Cancellation.Registration stopping = run.cancellation().onCancel(() -> {
            entries.forEach(entry -> entry.cancellation.cancel(run.cancellation().reason()));
            news.add(SOMETHING);
        })) {
            int next = 0;
            int running = 0;
            while (next < entries.size() || running > 0) {
                while (running < parallel && next < entries.size()) {
                    start(entries.get(next++));
                    running++;
                }
                await(entries.subList(0, next));
                running -= settle(entries.subList(0, next));
            }
        }
        return entries.stream().map(entry -> entry.result).toList();
    }

    private void start(Entry entry) {
        if (!entry.announced) {
            run.append(new AgentEvent.ToolStarted(entry.call.id(), entry.call.name(), entry.call.arguments()));
        }
        entry.begun = System.nanoTime();
        entry.deadline = Math.min(turnDeadline, entry.begun + entry.timeout.toNanos());
        ToolContext context = contexts.apply(entry.cancellation, entry).with(entry.approval);
        entry.task = limiter.start(() -> {
            if (run.cancellation().isCancelled()) {
                throw new ToolFailure(Consent.CANCELLED);
            }
            return entry.work.call(context);
        }, () -> news.add(SOMETHING));
    }

    private void await(List<Entry> started) {
        long until = Long.MAX_VALUE;
        long now = System.nanoTime();
        for (Entry entry : started) {
            if (entry.result == null) {
                until = Math.min(until, Math.max(0, entry.deadline - now));
            }
        }
        try {
            news.poll(until, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            run.cancellation().cancel(Cancellation.Reason.SHUTDOWN);
        }
    }

    /** Returns how many calls have ended. */
    private int settle(List<Entry> started) {
        int ended = 0;
        boolean interrupted = Thread.currentThread().isInterrupted();
        for (Entry entry : started) {
            if (entry.result != null) {
                continue;
            }
            tell(entry);
            long now = System.nanoTime();
            TimeLimiter.Task<ToolOutput> task = entry.task;
            if (task != null && task.isDone()) {
                end(entry, ToolSteps.outcome(run, entry.call, task));
                ended++;
            } else if (task != null && (interrupted || entry.cancellation.isCancelled() && now - entry.deadline >= 0)) {
                LOG.log(System.Logger.Level.WARNING, "Tool " + entry.call.name() + " was still running after its time: " + run.id());
                task.abandon();
                end(entry, ToolSteps.Outcome.failed(run.cancellation().isCancelled() ? ABANDONED : "the tool did not answer within "
                        + entry.timeout.toSeconds() + " seconds; it is not known what the tool has done"));
                ended++;
            } else if (now - entry.deadline >= 0) {
                late(entry, now);
            } else if (run.cancellation().isCancelled()) {
                entry.deadline = Math.min(entry.deadline, now + TimeLimiter.GRACE.toNanos());
            }
        }
        return ended;
    }

    /** A call that reacts has a moment to say what it did. */
    private void late(Entry entry, long now) {
        entry.deadline = now + TimeLimiter.GRACE.toNanos();
        if (now - turnDeadline >= 0) {
            run.cancellation().cancel(Cancellation.Reason.DEADLINE);
        }
        entry.cancellation.cancel(Cancellation.Reason.DEADLINE);
    }

    private void tell(Entry entry) {
        AgentEvent.ToolProgressed latest = entry.progress.getAndSet(null);
        long now = System.nanoTime();
        boolean complete = latest != null && latest.total() > 0 && latest.done() >= latest.total();
        if (latest != null && entry.shown < MAX_PROGRESS
                && (complete || entry.told == Long.MIN_VALUE || now - entry.told >= PROGRESS_PAUSE)) {
            entry.told = now;
            entry.shown++;
            run.append(latest);
        }
    }

    private void end(Entry entry, ToolSteps.Outcome outcome) {
        ToolOutput output = outcome.result();
        entry.result = new Message(Role.TOOL, List.of(new ToolResult(entry.call.id(), output.text(), output.images())), null);
        run.append(new AgentEvent.ToolCompleted(entry.call.id(), entry.call.name(), output.text(), outcome.failed(),
                Duration.ofNanos(System.nanoTime() - entry.begun)));
    }
}
