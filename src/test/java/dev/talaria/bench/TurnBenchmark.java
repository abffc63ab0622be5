package dev.talaria.bench;

import dev.talaria.config.Secret;
import dev.talaria.config.TalariaConfig;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.Usage;
import dev.talaria.run.Durability;
import dev.talaria.run.Run;
import dev.talaria.run.RunHead;
import dev.talaria.run.RunId;
import dev.talaria.run.RunRegistry;
import dev.talaria.run.stored.RunArchive;
import dev.talaria.run.stored.RunJournal;
import dev.talaria.run.stored.RunStore;
import dev.talaria.scope.RequestScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.AttachMode;
import dev.talaria.session.Attribution;
import dev.talaria.session.BranchPoint;
import dev.talaria.session.HistoryWindow;
import dev.talaria.session.NodeIds;
import dev.talaria.session.SessionStore;
import dev.talaria.session.TurnRecord;
import dev.talaria.store.Database;
import dev.talaria.store.GroupCommit;
import dev.talaria.store.Write;
import dev.talaria.testing.Scopes;
import dev.talaria.testing.TestDatabase;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.sqlite.SQLiteConfig;

/**
 * What storing a turn costs the one writer, by the production stores: a session, a question, an answer and the run's end, in a group
 * commit. Run it by hand with JDBC URLs, those of SQLite naming a file that is not there yet; user and password are {@code postgres}.
 * Then what reading a turn's history costs in a short session and in a long one. With {@code --size} in place of the first URL, how
 * large an SQLite file is after a million turns and after a compaction.
 */
public final class TurnBenchmark {
    private static final int SESSIONS = 10_000;
    private static final int MANY = 1_000_000;
    private static final int MB = 1_000_000;
    private static final int[] CALLERS = {1, 16, 256};
    private static final int[] TURNS = {1_500, 24_000, 60_000};
    private static final int[] LENGTHS = {200, 20_000};
    private static final int LOADS = 300;

    private final Clock clock = Clock.systemUTC();
    private final Database database;
    private final AtomicReference<Thread> writer = new AtomicReference<>();
    private final GroupCommit commits;
    private final SessionStore sessions;
    private final RunArchive archive;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(TestDatabase.daemons());
    private final MadeUpText text = new MadeUpText();

    private TurnBenchmark(String url) {
        boolean postgres = url.startsWith("jdbc:postgresql:");
        database = Database.open(new TalariaConfig.Store(Optional.of(url), postgres ? Optional.of("postgres") : Optional.empty(),
                postgres ? Optional.of(new Secret("postgres")) : Optional.empty(), 4), Path.of(System.getProperty("java.io.tmpdir")));
        commits = GroupCommit.start(database, task -> {
            writer.set(TestDatabase.daemons().newThread(task));
            return writer.get();
        }, ForkJoinPool.commonPool(), clock, GroupCommit.Bounds.DEFAULT);
        sessions = new SessionStore(database, new NodeIds(clock));
        RunStore runs = new RunStore(database, "here");
        archive = new RunArchive(new RunRegistry(), runs, new RunJournal(runs, commits, thread, thread, thread), commits, clock,
                Duration.ofDays(1));
    }

    public static void main(String[] urls) throws Exception {
        if (urls[0].equals("--size")) {
            size(new TurnBenchmark(urls[1]), urls[1]);
            return;
        }
        for (String url : urls) {
            TurnBenchmark benchmark = new TurnBenchmark(url);
            benchmark.turns(16, 16_000);
            for (int i = 0; i < CALLERS.length; i++) {
                long before = size(url);
                double[] cost = benchmark.turns(CALLERS[i], TURNS[i]);
                System.out.printf(Locale.ROOT, "%s, %d callers: %.0f us of the writer a turn, %.0f turns/s, %d bytes a turn%n",
                        url.replaceAll("[?].*", ""), CALLERS[i], cost[0], cost[1], (size(url) - before) / TURNS[i]);
            }
            for (int length : LENGTHS) {
                System.out.printf(Locale.ROOT, "%s, history of a session of %d messages: %.2f ms%n", url.replaceAll("[?].*", ""), length,
                        benchmark.loads(length));
            }
            benchmark.close();
        }
    }

    private static void size(TurnBenchmark benchmark, String url) throws Exception {
        benchmark.turns(256, MANY);
        long full = size(url);
        benchmark.close();
        long closed = size(url);
        try (Connection connection = new SQLiteConfig().createConnection(url); Statement statement = connection.createStatement()) {
            statement.execute("VACUUM");
        }
        System.out.printf(Locale.ROOT, "%d turns: %d MB with the log, %d MB closed, %d MB compacted%n", MANY, full / MB, closed / MB,
                size(url) / MB);
    }

    /** Of an SQLite file with its log. */
    private static long size(String url) throws java.io.IOException {
        long size = 0;
        for (String end : List.of("", "-wal")) {
            Path file = Path.of(url.replace("jdbc:sqlite:", "") + end);
            size += Files.exists(file) ? Files.size(file) : 0;
        }
        return size;
    }

    private double[] turns(int callers, int turns) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        long cpu = ManagementFactory.getThreadMXBean().getThreadCpuTime(writer.get().getId());
        long start = System.nanoTime();
        List<Future<?>> all = new ArrayList<>();
        for (int c = 0; c < callers; c++) {
            Random random = new Random(c);
            all.add(threads.submit(() -> {
                for (int i = 0; i < turns / callers; i++) {
                    turn(Scopes.named("session-" + random.nextInt(SESSIONS)));
                }
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
        double wall = System.nanoTime() - start;
        threads.shutdown();
        return new double[] {(ManagementFactory.getThreadMXBean().getThreadCpuTime(writer.get().getId()) - cpu) / 1e3 / turns,
            turns * 1e9 / wall};
    }

    private void turn(RequestScope scope) {
        Instant now = clock.instant();
        Run run = archive.open(new RunHead(RunId.at(now), scope, "chat", "talaria", Durability.FOREGROUND, now), Run.MemoryState.OFF);
        Message answer = Message.assistant(text.words(25));
        Usage usage = Usage.of(20, 30);
        TurnRecord record = new TurnRecord(Attribution.of(scope, run.id().toString(), "chat", "talaria"),
                new BranchPoint(List.of(), null, List.of(Message.user(text.words(10)))), now,
                List.of(new TurnRecord.ProducedMessage(answer, false, now)), usage, true);
        AtomicReference<String> end = new AtomicReference<>();
        Write left = sessions.appendTo(scope.session(), record, node -> {
            end.set(node);
            return Write.NOTHING;
        });
        Numbered ended = run.events().number(new RunEnded.RunCompleted(answer, List.of(), FinishReason.STOP, null, usage));
        GroupCommit.await(archive.end(run, ended, left, end.get()).told());
        run.append(ended);
    }

    private double loads(int length) {
        SessionRef session = SessionRef.named("acme", "", "long-" + length);
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            messages.add(i % 2 == 0 ? Message.user(text.words(10)) : Message.assistant(text.words(25)));
        }
        commits.commit(sessions.append(session, new TurnRecord(Attribution.of(Scopes.named("x"), "run", "chat", "talaria"),
                new BranchPoint(List.of(), null, messages), clock.instant(), List.of(), Usage.NONE, true)));
        long start = 0;
        for (int i = -LOADS; i < LOADS; i++) {
            start = i == 0 ? System.nanoTime() : start;
            sessions.load(session, HistoryWindow.of(new AttachMode.AtHead(), 1));
        }
        return (System.nanoTime() - start) / 1e6 / LOADS;
    }

    private void close() {
        commits.close();
        thread.shutdown();
        database.close();
    }
}
