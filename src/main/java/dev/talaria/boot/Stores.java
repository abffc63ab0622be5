package dev.talaria.boot;

import dev.talaria.config.TalariaConfig;
import dev.talaria.metric.Meters;
import dev.talaria.response.ConversationStore;
import dev.talaria.response.ResponseStore;
import dev.talaria.run.stored.ConsentStore;
import dev.talaria.session.NodeIds;
import dev.talaria.session.SessionStore;
import dev.talaria.store.Backups;
import dev.talaria.store.Database;
import dev.talaria.store.DatabaseWatch;
import dev.talaria.store.GroupCommit;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The database, its one writer, and the stores that several parts of the server share. */
record Stores(Database database, GroupCommit commits, Backups backups, SessionStore transcripts, ResponseStore responses,
              ConversationStore conversations, ConsentStore consents) {
    private static final int UPKEEP_SECONDS = 1;

    static Stores open(TalariaConfig config, ExecutorService callbacks, Clock clock, Meters meters, Closing closing) {
        Database database = closing.add(Database.open(config.store(), config.server().home(),
                closing.addPool(Threads.databaseReads(config.store().poolSize()))));
        ScheduledExecutorService upkeep = closing.addPool(Threads.upkeep());
        upkeep.scheduleWithFixedDelay(database::maintain, UPKEEP_SECONDS, UPKEEP_SECONDS, TimeUnit.SECONDS);
        GroupCommit commits = closing.add(GroupCommit.start(database, Threads.inner("commit"), callbacks, clock,
                GroupCommit.Bounds.DEFAULT, meters));
        Backups backups = closing.add(new Backups(database, config.server().home().resolve("backups"), closing.addPool(Threads.backup()),
                clock));
        closing.add(DatabaseWatch.start(database, commits, closing.addPool(Threads.watch())));
        return new Stores(database, commits, backups, new SessionStore(database, new NodeIds(clock)), new ResponseStore(database),
                new ConversationStore(database), new ConsentStore(database, commits, clock));
    }
}
