package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.ChatJson;
import dev.talaria.testing.Chats;
import dev.talaria.testing.Connections;
import dev.talaria.testing.Crowd;
import dev.talaria.testing.RawConnection;
import dev.talaria.testing.Script;
import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SeenRequest;
import dev.talaria.testing.ServerProcess;
import dev.talaria.testing.SseRecorder;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that ask and never read what they get: nobody else notices, they hold little, and not for long. */
@ExtendWith(ArquillianExtension.class)
class SlowReaderIT {
    private static final String NAME = "stalled";
    /** More than Tomcat's own time-out, which closes a connection with the least ado. */
    private static final String STALL_TIMEOUT = "25s";
    private static final int MANY = 50;
    private static final int FEW = 10;
    private static final int CHUNKS = 100;
    /** As events for a client more than the system takes for one that does not read. */
    private static final int FLOOD_TOKENS = 20_000;
    private static final int LARGE_CHARACTERS = 8_000_000;
    /** The events that a run keeps for its readers, and little else. */
    private static final long MAX_BYTES_HELD_FOR_ONE = 4_000_000;
    private static final Pattern READER = Pattern.compile("reader-(\\d+)");
    private static final ScriptedUpstream UPSTREAM = new ScriptedUpstream();

    private final List<Semaphore> wanted = IntStream.range(0, MANY).mapToObj(reader -> new Semaphore(0)).toList();
    private final List<RawConnection> stuck = new ArrayList<>();

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = NAME, managed = false, testable = false)
    static WebArchive talaria() {
        return DeployedTalaria.war(Map.of("talaria.model.base-url", UPSTREAM.baseUrl().toString(), "talaria.model.name", "scripted",
                "talaria.limits.stall-timeout", STALL_TIMEOUT));
    }

    @AfterAll
    static void closeUpstream() throws IOException {
        UPSTREAM.close();
    }

    @BeforeEach
    void deploy() {
        UPSTREAM.answerAlways(this::answer);
        deployer.deploy(NAME);
    }

    @AfterEach
    void undeploy() {
        stuck.forEach(RawConnection::close);
        deployer.undeploy(NAME);
    }

    @Test
    void readersBesideThemNoticeNothingAndAfterATimeTheyAreGone(@ArquillianResource @OperateOnDeployment(NAME) URL base) throws Exception {
        PublishedSite publishedSite = new PublishedSite(URI.create(base.toString()));
        assertEquals(200, publishedSite.client().with("X-Hermes-Session-Id", "large").with("X-Hermes-Memory", "off").chat("large")
                .status());
        Latencies alone = read(publishedSite);
        long before = ServerProcess.bytesOnHeap();
        long begin = System.nanoTime();
        IntStream.range(0, MANY).forEach(n -> stuck.add(publishedSite.stream(RawConnection.open(publishedSite.base(), 4096), "flood")));

        Latencies beside = read(publishedSite);

        long held = ServerProcess.bytesOnHeap() - before;
        Figures.note("slow readers", "chunks to others, alone: " + alone + "; beside " + MANY + " that never read: " + beside
                + "; held for these: " + held / 1_000 + " kB");
        assertTrue(held < MANY * MAX_BYTES_HELD_FOR_ONE, () -> held + " bytes are held");
        String whole = publishedSite.head("GET", "api/sessions/large/messages") + "\r\n";
        IntStream.range(0, FEW).forEach(n -> stuck.add(RawConnection.open(publishedSite.base(), 4096).send(whole)));
        awaitAllGone(publishedSite);
        Figures.note("slow readers", "all given up " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)
                + " ms after the first had asked, at a time-out of " + STALL_TIMEOUT);
        stuck.forEach(reply -> assertFalse(cameToItsEnd(reply.reply()), "a reply came to its end"));
    }

    private void awaitAllGone(PublishedSite publishedSite) {
        Set<Integer> ports = stuck.stream().map(RawConnection::localPort).collect(Collectors.toSet());
        DeployedTalaria.await(() -> publishedSite.openReplies() == 0 && publishedSite.activeRuns() == 0, () -> publishedSite.openReplies()
                + " replies and "
                + publishedSite.activeRuns() + " runs are still under way");
        // Undertow waits with the end of a stream for its write-timeout, whatever the application does.
        DeployedTalaria.await(() -> onWildFly() || Connections.heldBy(publishedSite.base().getPort(), ports) == 0,
                () -> Connections.heldBy(publishedSite.base().getPort(), ports) + " connections are still open");
    }

    private static boolean cameToItsEnd(RawConnection.Reply reply) {
        return onWildFly() ? reply.body().contains("[DONE]") : reply.complete();
    }

    private static boolean onWildFly() {
        return "wildfly".equals(DeployedTalaria.server());
    }

    /** All at once, each asking for the next chunk only when it has the one before. */
    private Latencies read(PublishedSite publishedSite) throws Exception {
        List<Callable<List<Long>>> readers = IntStream.range(0, MANY).<Callable<List<Long>>>mapToObj(n -> () -> read(publishedSite, n))
                .toList();
        return Latencies.of(Crowd.all(readers));
    }

    private List<Long> read(PublishedSite publishedSite, int reader) {
        List<Long> latencies = new ArrayList<>();
        wanted.get(reader).release();
        try (SseRecorder stream = publishedSite.client().stream(Chats.streamed("reader-" + reader))) {
            SseRecorder.Frame frame;
            while (!"[DONE]".equals((frame = stream.next().orElseThrow()).data())) {
                String text = frame.data() == null ? "" : Chats.delta(frame.json());
                if (!text.isEmpty()) {
                    latencies.add(System.nanoTime() - Long.parseLong(text));
                    wanted.get(reader).release();
                }
            }
        }
        wanted.get(reader).drainPermits();
        assertEquals(CHUNKS, latencies.size());
        return latencies;
    }

    private Script answer(SeenRequest request) {
        Matcher reader = READER.matcher(request.body());
        if (reader.find()) {
            return paced(wanted.get(Integer.parseInt(reader.group(1))));
        }
        return request.body().contains("flood") ? repeated("w ", FLOOD_TOKENS) : repeated("x".repeat(1_000), LARGE_CHARACTERS / 1_000);
    }

    /** Each chunk tells when it was sent, and waits until the one before has arrived. */
    private static Script paced(Semaphore wanted) {
        return reply -> {
            reply.beginEvents();
            for (int i = 0; i < CHUNKS; i++) {
                if (!wanted.tryAcquire(20, TimeUnit.SECONDS)) {
                    throw new IOException("nobody reads");
                }
                reply.data(ChatJson.textChunk(Long.toString(System.nanoTime())));
            }
            reply.data(ChatJson.finishChunk("stop")).data("[DONE]").end();
        };
    }

    private static Script repeated(String token, int times) {
        String batch = ("data: " + ChatJson.textChunk(token) + "\n\n").repeat(100);
        return reply -> {
            reply.beginEvents();
            for (int i = 0; i < times / 100; i++) {
                reply.write(batch);
            }
            reply.data(ChatJson.finishChunk("stop")).data("[DONE]").end();
        };
    }
}
