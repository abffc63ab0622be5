package dev.talaria.memory.honcho;

import dev.talaria.config.HonchoConfig;
import dev.talaria.error.ErrorCode;
import dev.talaria.memory.Forgotten;
import dev.talaria.memory.Incoming;
import dev.talaria.memory.ItemFilter;
import dev.talaria.memory.MemoryCatalog;
import dev.talaria.memory.MemoryPage;
import dev.talaria.memory.MemoryProfile;
import dev.talaria.memory.MemoryTurn;
import dev.talaria.memory.Peer;
import dev.talaria.memory.Recall;
import dev.talaria.memory.RecallQuery;
import dev.talaria.memory.Remembered;
import dev.talaria.memory.ScopeStore;
import dev.talaria.memory.SearchQuery;
import dev.talaria.memory.honcho.wire.HonchoClient;
import dev.talaria.memory.honcho.wire.HonchoFault;
import dev.talaria.memory.outbox.Outbox;
import dev.talaria.memory.outbox.OutboxParts;
import dev.talaria.message.Role;
import dev.talaria.resilience.BackOff;
import dev.talaria.resilience.CircuitBreaker;
import dev.talaria.scope.MemoryScope;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Write;
import dev.talaria.tool.Tool;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Memory in a Honcho server. What is said is stored in the outbox within the turn's transaction and delivered afterwards; all other calls
 * go to Honcho directly. Safe for many threads.
 */
public final class HonchoMemory implements MemoryCatalog {
    private static final System.Logger LOG = System.getLogger(HonchoMemory.class.getName());
    private static final String NAME = "honcho";
    private static final String RECALL_FAILS = "Recall from Honcho fails";
    /** Recalls may fail this often before the circuit opens: a server that has just started is slow. */
    private static final int FAILED_RECALLS = 3;
    private static final BackOff PAUSE = BackOff.always(Duration.ofSeconds(5));

    private final HonchoConfig config;
    private final HonchoClient client;
    private final Honcho honcho;
    private final HonchoNaming naming;
    private final ScopeStore scopes;
    private final OutboxParts parts;
    private final CircuitBreaker recalling;
    private final HonchoRecall recall;
    private final Listing listing;
    private final HonchoImport imports;
    private final Forgetting forgetting;
    private final HonchoTools tools;
    private final Outbox outbox;

    /**
     * Starts to deliver what an earlier process left in the outbox.
     *
     * @param client        closed by this
     * @param bounds        the outbox's
     * @param recallTimeout how long a recall may take; it ends somewhat earlier, to return what it has
     */
    public HonchoMemory(HonchoConfig config, HonchoClient client, OutboxParts parts, Outbox.Bounds bounds, Duration recallTimeout) {
        this.config = config;
        this.client = client;
        this.parts = parts;
        Clock clock = parts.clock();
        honcho = new Honcho(client, config.timeouts(), config.session().directional());
        naming = new HonchoNaming(config.naming());
        scopes = new ScopeStore(parts.database());
        recalling = new CircuitBreaker(new CircuitBreaker.Announcement(LOG, RECALL_FAILS, "Recall from Honcho works again"),
                FAILED_RECALLS, PAUSE);
        SessionProvisioner provisioner = new SessionProvisioner(honcho);
        MessageWriter writer = new MessageWriter(honcho);
        Dialectic dialectic = new Dialectic(honcho, config.dialectic());
        recall = new HonchoRecall(honcho, dialectic, recalling, recallTimeout.multipliedBy(9).dividedBy(10),
                config.session().contextCadence());
        listing = new Listing(honcho);
        imports = new HonchoImport(honcho, provisioner, writer, clock, config.session().messageLength());
        forgetting = new Forgetting(honcho, provisioner, naming::isShared);
        tools = new HonchoTools(honcho, provisioner, request -> location(Peer.of(request), request.session()));
        outbox = Outbox.start(NAME, new HonchoDelivery(provisioner, writer, forgetting, dialectic,
                config.timeouts().write()), parts, bounds);
    }

    private HonchoLocation location(Peer peer, SessionRef session) {
        return naming.of(peer, epoch(peer.scope()), session);
    }

    @Override
    public long epoch(MemoryScope scope) {
        return scopes.epoch(scope);
    }

    @Override
    public Recall recall(RecallQuery query) {
        return config.recall().injects() ? recall.recall(location(query.peer(), query.session()), query) : Recall.EMPTY;
    }

    @Override
    public Write remember(MemoryTurn turn) {
        if (turn.utterances().isEmpty()) {
            return Write.NOTHING;
        }
        HonchoLocation location = naming.of(turn.peer(), turn.epoch(), turn.session());
        MessageChunks messageChunks = new MessageChunks(location, turn.run(), config.session().messageLength());
        for (MemoryTurn.Utterance utterance : turn.utterances()) {
            String author = utterance.author() == null && utterance.role() == Role.USER ? turn.peer().name() : utterance.author();
            messageChunks.add(turn.session(), utterance.role(), author, utterance.text(), utterance.at(), null, null);
        }
        Instant now = parts.clock().instant();
        Write touched = handle -> ScopeStore.take(handle, turn.scope(), messageChunks.messages().size(), now);
        return touched.and(outbox.add(turn.scope(), turn.epoch(),
                new HonchoDelivery.Remember(location, turn.run(), messageChunks.messages()).payload()));
    }

    @Override
    public List<Remembered.ScoredMemory> search(Peer peer, SearchQuery query) {
        return asked(() -> {
            HonchoLocation location = location(peer, null);
            List<HonchoMessage> found = Honcho.await(honcho.searchAll(location, forgetting.sessions(location), query)).items().stream()
                    .map(HonchoMessage::new)
                    .filter(message -> query.filter().accepts(message.remembered(location.ai(), message.content())))
                    .limit(query.limit()).toList();
            List<Remembered.ScoredMemory> matches = new ArrayList<>(found.size());
            found.forEach(message -> matches.add(new Remembered.ScoredMemory(message.remembered(location.ai(), message.content()),
                    1.0 / (1 + matches.size()))));
            return matches;
        });
    }

    @Override
    public MemoryPage<Remembered> list(Peer peer, MemoryPage.PageRequest pageRequest) {
        if (!pageRequest.filter().equals(ItemFilter.ALL)) {
            throw ErrorCode.MEMORY_NOT_SUPPORTED.because("Honcho's messages are listed without filters; search for them instead");
        }
        return asked(() -> {
            HonchoLocation location = location(peer, null);
            return listing.list(location, forgetting.sessions(location), pageRequest);
        });
    }

    @Override
    public MemoryProfile profile(Peer peer) {
        return asked(() -> {
            HonchoLocation location = location(peer, null);
            JsonObject context = Honcho.await(honcho.context(location, "", Honcho.PAGE)).object();
            String representation = HonchoMessage.text(context, "representation", "");
            return listing.census(location, forgetting.sessions(location), representation.isBlank() ? null : representation,
                    Representation.card(context));
        });
    }

    @Override
    public List<Incoming.Outcome> importing(Peer peer, List<Incoming> messages) {
        long epoch = epoch(peer.scope());
        return asked(() -> imports.take(messages, session -> naming.of(peer, epoch, session)));
    }

    /** Takes effect at once: later messages are stored under other names, and Honcho is asked to delete the old ones as far as it can. */
    @Override
    public Forgotten forget(Peer peer) {
        long epoch = epoch(peer.scope());
        HonchoLocation location = naming.of(peer, epoch, null);
        List<String> remains = new ArrayList<>(List.of("Honcho cannot delete peers: the empty peer " + location.user() + " remains"));
        if (naming.isShared(location.user())) {
            remains.set(0, "The peer " + location.user() + " is shared with other session keys: their data remains");
        }
        long items = 0;
        try {
            items = listing.count(location, forgetting.sessions(location));
        } catch (HonchoFault fault) {
            remains.add("The number of messages is unknown: " + fault.getMessage());
        }
        HonchoDelivery.Forget task = Forgetting.task(Stream.concat(Stream.of(location), naming.earlier(peer, epoch).stream()).toList());
        forgetting.expect(task);
        parts.commits().commit(forgotten(peer.scope(), task));
        if (!forgetting.await(task)) {
            remains.add("Honcho has not deleted the messages yet; the deletion is retried until it succeeds");
        }
        return new Forgotten(items, remains);
    }

    private Write forgotten(MemoryScope scope, HonchoDelivery.Forget task) {
        Instant now = parts.clock().instant();
        return handle -> {
            long epoch = ScopeStore.take(handle, scope, 0, now).epoch() + 1;
            ScopeStore.forget(handle, scope);
            outbox.drop(scope, epoch).and(outbox.add(scope, epoch, task.payload())).apply(handle);
        };
    }

    /** The outbox deletes after the commit, and retries until Honcho has deleted: a session whose deletion fails keeps its memory. */
    @Override
    public Write forget(SessionRef session) {
        if (!naming.hasTranscripts()) {
            throw ErrorCode.MEMORY_NOT_ERASABLE.because("Honcho keeps a memory scope in a single session and can delete it only as a "
                    + "whole: delete the session without its memory, or forget the whole memory");
        }
        MemoryScope queue = MemoryScope.ofSession(session.tenant(), session.owner(), session.id());
        HonchoLocation location = naming.anyOf(session);
        return outbox.dropNamed(session.tenant(), location.transcript())
                .and(outbox.add(queue, Long.MAX_VALUE, Forgetting.transcriptTask(location).payload()));
    }

    @Override
    public boolean forget(Peer peer, String id) {
        boolean there = asked(() -> {
            HonchoLocation location = location(peer, null);
            return !id.isBlank() && forgetting.sessions(location).stream().anyMatch(session -> honcho.hasMessage(location.in(session), id));
        });
        if (there) {
            throw ErrorCode.MEMORY_NOT_ERASABLE.because("Honcho cannot delete single messages; forget the whole memory instead");
        }
        return false;
    }

    /** Calls Honcho for a waiting caller; translates a fault for that caller. */
    private static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (HonchoFault fault) {
            throw ErrorCode.MEMORY_UNAVAILABLE.because("The memory server is unavailable: " + fault.getMessage(), fault);
        }
    }

    @Override
    public List<Tool> tools() {
        return config.recall().offersTools() ? tools.all() : List.of();
    }

    @Override
    public Optional<String> trouble() {
        return recalling.lastFailure().map(why -> RECALL_FAILS + ": " + why)
                .or(() -> outbox.trouble().map(why -> "Deliveries to Honcho fail: " + why));
    }

    @Override
    public String description() {
        return "Honcho at " + client.address();
    }

    /** Delivers what it can within the outbox's bound; the rest waits for the next start. */
    @Override
    public void close() {
        outbox.close();
        client.close();
    }
}
