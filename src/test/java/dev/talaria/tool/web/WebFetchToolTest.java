package dev.talaria.tool.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.talaria.event.Cancellation;
import dev.talaria.json.Json;
import dev.talaria.testing.Scopes;
import dev.talaria.tool.ToolContext;
import dev.talaria.tool.ToolFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of a real server on the loopback address, which tests allow by a name; all else is decided as in production. */
class WebFetchToolTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Predicate<InetAddress> ANY = address -> true;

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private final CountDownLatch ended = new CountDownLatch(1);

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        ended.countDown();
        for (AutoCloseable each : opened) {
            each.close();
        }
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path);
        String query = exchange.getRequestURI().getRawQuery();
        try (exchange) {
            if (path.equals("/redirect")) {
                exchange.getResponseHeaders().add("Location", URLDecoder.decode(query, StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(302, -1);
            } else if (path.equals("/around")) {
                exchange.getResponseHeaders().add("Location", "/around");
                exchange.sendResponseHeaders(302, -1);
            } else if (path.equals("/drip")) {
                exchange.getResponseHeaders().add("Content-Type", "text/plain");
                exchange.sendResponseHeaders(200, 0);
                OutputStream out = exchange.getResponseBody();
                out.write('x');
                out.flush();
                ended.await();
            } else if (path.equals("/missing")) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                send(exchange, path, query);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, String path, String type) throws IOException {
        byte[] body = (path.equals("/long") ? "<p>" + "heron ".repeat(500_000) : path.equals("/pages") ? "0123456789".repeat(4_500)
                : "<html><head><title>Herons</title></head><body><p>Grüße</p></body></html>").getBytes(StandardCharsets.UTF_8);
        if (path.equals("/zip")) {
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
        }
        if (type == null || !type.isEmpty()) {
            exchange.getResponseHeaders().add("Content-Type", type == null ? "text/html; charset=utf-8" : type);
        }
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private String url(String path) {
        return "http://site.example:" + port() + path;
    }

    private WebFetchTool tool(Predicate<InetAddress> allowed, CheckedResolver.Names names, String... hosts) {
        WebFetchTool tool = new WebFetchTool(new WebClient(new WebLimits(List.of(hosts), Set.of(port()), Duration.ofSeconds(2), allowed),
                Thread::new, names));
        opened.add(tool);
        return tool;
    }

    /** Finds the server under every name that ends in "example", and all else as the system does. */
    private static InetAddress[] names(String host) throws UnknownHostException {
        return host.endsWith("example") ? new InetAddress[] {LOOPBACK} : InetAddress.getAllByName(host);
    }

    private WebFetchTool tool() {
        return tool(ANY, WebFetchToolTest::names);
    }

    private static String fetch(WebFetchTool tool, String url) throws ToolFailure {
        return tool.call(new ToolContext(Scopes.named("s1"), List.of(), new Cancellation()),
                Json.builders().createObjectBuilder().add("url", url).build());
    }

    private static String refused(WebFetchTool tool, String url) {
        return String.valueOf(assertThrows(ToolFailure.class, () -> fetch(tool, url)).getMessage());
    }

    @Test
    void readsAPageAsText() throws ToolFailure {
        assertEquals("URL: " + url("/birds") + "\nTitle: Herons\n\nGrüße", fetch(tool(), url("/birds#top")));
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "application/json", "application/ld+json;charset=utf-8", "application/xml", "text/html;charset=nonsense",
        "''"})
    void readsWhatIsText(String type) throws ToolFailure {
        assertTrue(fetch(tool(), url("/x?" + type)).contains("Grüße"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/pdf", "image/png", "application/octet-stream", "video/mp4", "application/zip"})
    void refusesWhatIsNoText(String type) {
        assertTrue(refused(tool(), url("/x?" + type)).contains("it is no text but " + type));
    }

    @Test
    void followsRedirectsAndTellsWhereThePageIs() throws ToolFailure {
        assertTrue(fetch(tool(), url("/redirect?/birds")).startsWith("URL: " + url("/birds") + "\n"));
        assertTrue(refused(tool(), url("/around")).contains("redirects more than 5 times"));
        assertEquals(6, asked.stream().filter("/around"::equals).count());
    }

    @Test
    void refusesRedirectsToOtherAddresses() throws UnknownHostException {
        InetAddress elsewhere = InetAddress.getByAddress("site.example", new byte[] {127, 0, 0, 1});
        // Only the name may be the loopback address here: the address itself is refused, as all of its kind are in production.
        WebFetchTool tool = tool(address -> PublicAddresses.has(address) || address == elsewhere,
                host -> host.equals("site.example") ? new InetAddress[] {elsewhere} : InetAddress.getAllByName(host));
        for (String target : List.of("http://127.0.0.1:" + port() + "/secret", "http://localhost:" + port() + "/secret",
                "http://[::1]:" + port() + "/secret", "http://[::ffff:7f00:1]:" + port() + "/secret", "http://169.254.169.254:" + port()
                + "/",
                "http://2130706433:" + port() + "/secret", "http://0x7f.1:" + port() + "/secret", "http://0177.0.0.1:" + port() + "/secret",
                "file:///etc/passwd", "ftp://site.example/", "http://user@site.example:" + port() + "/", "http://site.example:22/")) {
            String why = refused(tool, url("/redirect?" + URLEncoder.encode(target, StandardCharsets.UTF_8)));

            assertTrue(why.contains("not on the public internet") || why.contains("the target is not read"), target + ": " + why);
        }
        assertFalse(asked.contains("/secret"));
    }

    @Test
    void refusesANameThatMeansAPrivateAddressTheSecondTime() throws Exception {
        AtomicInteger lookups = new AtomicInteger();
        InetAddress first = InetAddress.getByAddress("rebinding.example", new byte[] {127, 0, 0, 1});
        WebFetchTool tool = tool(address -> address == first,
                host -> new InetAddress[] {lookups.getAndIncrement() == 0 ? first : LOOPBACK});

        assertTrue(fetch(tool, "http://rebinding.example:" + port() + "/birds").contains("Grüße"));
        assertEquals(1, lookups.get(), "the connection goes to the address that was checked");

        assertTrue(refused(tool, "http://rebinding.example:" + port() + "/secret").contains("not on the public internet"));
        assertFalse(asked.contains("/secret"));
    }

    @Test
    void refusesANameOneOfWhoseAddressesIsPrivate() throws UnknownHostException {
        InetAddress[] both = {InetAddress.getByName("93.184.216.34"), LOOPBACK};

        assertTrue(refused(tool(PublicAddresses::has, host -> both), url("/secret")).contains("not on the public internet"));
        assertEquals(List.of(), asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "[::ffff:7f00:1]", "[::7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
        "0.0.0.0",
        "169.254.169.254", "10.0.0.1", "100.64.0.1", "[fe80::1]", "[fd00::1]", "[ff02::1]", "224.0.0.1"})
    void refusesAddressesThatAreNotPublic(String host) {
        assertTrue(refused(tool(PublicAddresses::has, InetAddress::getAllByName), "http://" + host + ":" + port() + "/secret")
                .contains("not on the public internet"));
        assertEquals(List.of(), asked);
    }

    @Test
    void refusesAnAddressOfIpv4InsideOneOfIpv6() {
        assertTrue(refused(tool(), "http://[::ffff:808:808]:" + port() + "/").contains("not on the public internet"));
    }

    @Test
    void readsOnlyFromAllowedHosts() throws ToolFailure {
        WebFetchTool tool = tool(ANY, WebFetchToolTest::names, "site.example", "*.wiki.example");

        assertTrue(fetch(tool, url("/birds")).contains("Grüße"));
        assertTrue(fetch(tool, "http://en.wiki.example:" + port() + "/").contains("Grüße"));
        for (String other : List.of("other.example", "wiki.example", "evilwiki.example", "site.example.org")) {
            assertTrue(refused(tool, "http://" + other + ":" + port() + "/").contains("not among the hosts"), other);
        }
        assertTrue(refused(tool, url("/redirect?http://other.example:" + port() + "/")).contains("not among the hosts"));
    }

    @Test
    void cutsLongPagesAndGoesOn() throws ToolFailure {
        String first = fetch(tool(), url("/pages?text/plain"));
        assertTrue(first.endsWith("call again with from=20000.]"), first.substring(first.length() - 100));

        String last = tool().call(new ToolContext(Scopes.named("s1"), List.of(), new Cancellation()),
                Json.parse("{\"url\":\"" + url("/pages?text/plain") + "\",\"from\":40000}").asJsonObject());
        assertTrue(last.endsWith("0123456789") && last.length() < 5_200, last.length() + "");
        assertTrue(fetch(tool(), url("/long")).contains("The page goes on"));
    }

    @Test
    void givesUpAPageThatNeverEnds() {
        String why = refused(tool(), url("/drip"));

        assertTrue(why.contains("within 2 s"), why);
    }

    @Test
    void endsWithItsRun() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel(Cancellation.Reason.STOPPED);

        assertThrows(ToolFailure.class, () -> tool().call(new ToolContext(Scopes.named("s1"), List.of(), cancellation),
                Json.parse("{\"url\":\"" + url("/drip") + "\"}").asJsonObject()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"/missing|HTTP 404", "/zip|compressed"})
    void tellsWhyThereIsNoPage(String path, String why) {
        assertTrue(refused(tool(), url(path)).contains(why));
    }

    @Test
    void tellsThatThereIsNoSuchHost() {
        WebFetchTool tool = tool(ANY, host -> {
            throw new UnknownHostException(host);
        });

        assertTrue(refused(tool, url("/")).contains("there is no such host"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"url\":7}", "{\"url\":\"\"}", "{\"url\":\"file:///etc/passwd\"}"})
    void tellsTheModelOfFaultyArguments(String arguments) {
        assertThrows(ToolFailure.class, () -> tool().call(new ToolContext(Scopes.named("s1"), List.of(), new Cancellation()),
                Json.parse(arguments).asJsonObject()));
    }
}
