package dev.talaria.it;

import dev.talaria.testing.RawConnection;
import dev.talaria.testing.TestClient;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/** The base of tests that find the WAR deployed, unchanged, on the server that the build has chosen. */
@ExtendWith({ArquillianExtension.class, MissingBodies.class})
public abstract class DeployedTalaria {
    public static final String KEY = "integration-test-key";
    /** As in the configuration that all servers of these tests are given. */
    static final int MAX_BODY_BYTES = 1_000_000;
    private static final Duration DEADLINE = Duration.ofSeconds(90);

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive talaria() {
        return war();
    }

    public static WebArchive war() {
        return war("talaria.war");
    }

    public static WebArchive war(String name) {
        return ShrinkWrap.create(ZipImporter.class, name).importFrom(new File(System.getProperty("it.war"))).as(WebArchive.class);
    }

    /** As somebody assembles it who has settings of their own: with environment entries, and nothing else changed. */
    public static WebArchive war(Map<String, String> entries) {
        return war("talaria.war", entries);
    }

    static WebArchive war(String file, Map<String, String> entries) {
        String path = "WEB-INF/web.xml";
        StringBuilder added = new StringBuilder();
        entries.forEach((name, value) -> added.append("<env-entry><env-entry-name>").append(name).append("</env-entry-name>")
                .append("<env-entry-type>java.lang.String</env-entry-type><env-entry-value>").append(value)
                .append("</env-entry-value></env-entry>"));
        try {
            String usual = Files.readString(Path.of("webapp", path));
            WebArchive war = war(file);
            war.delete(path);
            war.add(new StringAsset(usual.replace("</web-app>", added + "</web-app>")), path);
            return war;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name of the server by which the build chose it. */
    public static String server() {
        return System.getProperty("arquillian.launch");
    }

    /** With a slash at its end. */
    protected URI base() {
        return URI.create(base.toString());
    }

    PublishedSite publishedSite() {
        return new PublishedSite(base());
    }

    TestClient client() {
        return publishedSite().client();
    }

    RawConnection.Reply ask(String method, String path, String... headers) {
        return publishedSite().ask(method, path, headers);
    }

    RawConnection stream(String directives) {
        return publishedSite().stream(directives);
    }

    RawConnection stream(RawConnection connection, String directives) {
        return publishedSite().stream(connection, directives);
    }

    String head(String method, String path, String... headers) {
        return publishedSite().head(method, path, headers);
    }

    int activeRuns() {
        return publishedSite().activeRuns();
    }

    void awaitNoRuns() {
        await(() -> activeRuns() == 0, () -> activeRuns() + " runs are still under way");
    }

    /** Asks again and again, with a pause that leaves the server its processors. */
    public static void await(BooleanSupplier condition, Supplier<String> otherwise) {
        await(condition, otherwise, DEADLINE);
    }

    static void await(BooleanSupplier condition, Supplier<String> otherwise, Duration most) {
        CountDownLatch never = new CountDownLatch(1);
        long end = System.nanoTime() + most.toNanos();
        try {
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() - end > 0 || never.await(20, TimeUnit.MILLISECONDS)) {
                    throw new AssertionError(otherwise.get());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
