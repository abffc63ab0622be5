package dev.talaria.it.jetty;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jboss.arquillian.container.spi.client.protocol.ProtocolDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.spi.client.protocol.metadata.Servlet;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;

/** An unpacked Jetty in a process of its own, which finds applications by the context file of deploy/ in its webapps folder. */
public final class JettyContainer implements DeployableContainer<JettyConfiguration> {
    private static final String HOST = "127.0.0.1";
    private static final Path CONTEXT_FILE = Path.of("deploy/jetty/talaria.xml");
    private static final Path POOL = Path.of("deploy/jetty/datasource.xml");
    private static final Path ERRORS = Path.of("deploy/jetty/errors.xml");
    private static final String WAR = "/opt/talaria/talaria.war";
    private static final Duration DEADLINE = Duration.ofSeconds(120);
    /** How the names of applications begin that are meant to fail. */
    private static final String FAILING = "failing";
    private static final int NOBODY = -1;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private JettyConfiguration configuration;
    private Process process;

    @Override
    public Class<JettyConfiguration> getConfigurationClass() {
        return JettyConfiguration.class;
    }

    @Override
    public void setup(JettyConfiguration given) {
        configuration = given;
    }

    @Override
    public ProtocolDescription getDefaultProtocol() {
        return new ProtocolDescription("Servlet 6.0");
    }

    @Override
    public void start() throws LifecycleException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(configuration.arguments());
        command.addAll(List.of("-jar", configuration.startJar().toString(), "jetty.http.host=" + HOST,
                "jetty.http.port=" + configuration.port(), "jetty.deploy.scanInterval=1", POOL.toAbsolutePath().toString(),
                ERRORS.toAbsolutePath().toString()));
        Path base = configuration.base();
        try {
            Path log = Files.createDirectories(base.resolve("logs")).resolve("server.log");
            process = new ProcessBuilder(command).directory(base.toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
            await("/", () -> status("/") != NOBODY);
        } catch (IOException | DeploymentException e) {
            throw new LifecycleException("Jetty does not start", e);
        }
    }

    @Override
    public void stop() throws LifecycleException {
        process.destroy();
        try {
            if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new LifecycleException("Jetty does not stop");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
        String name = name(archive);
        try {
            Path war = Files.createDirectories(configuration.base().resolve("wars")).resolve(archive.getName());
            archive.as(ZipExporter.class).exportTo(war.toFile(), true);
            // Whole at once, for the server may look at any moment.
            Path written = Files.writeString(war.resolveSibling(name + ".xml"), contextFile(war));
            Files.move(written, placed(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new DeploymentException("The context file cannot be written", e);
        }
        String path = path(name) + "/health/live";
        int expected = name.startsWith(FAILING) ? 503 : 200;
        await(path, () -> status(path) == expected);
        HTTPContext context = new HTTPContext(HOST, configuration.port());
        context.add(new Servlet(name, path(name)));
        return new ProtocolMetaData().addContext(context);
    }

    @Override
    public void undeploy(Archive<?> archive) throws DeploymentException {
        String name = name(archive);
        try {
            Files.delete(placed(name));
        } catch (IOException e) {
            throw new DeploymentException("The context file cannot be removed", e);
        }
        String path = path(name) + "/health/live";
        await(path, () -> status(path) == 404 && nothingIsUnpacked());
    }

    /** Which is its path, too, but for the root. */
    private static String name(Archive<?> archive) {
        return archive.getName().replaceFirst("\\.war$", "").toLowerCase(Locale.ROOT);
    }

    private static String path(String name) {
        return "root".equals(name) ? "" : "/" + name;
    }

    private Path placed(String name) {
        return configuration.base().resolve("webapps").resolve(name + ".xml");
    }

    private static String contextFile(Path war) throws IOException {
        String shipped = Files.readString(CONTEXT_FILE);
        if (!shipped.contains(WAR)) {
            throw new IOException(CONTEXT_FILE + " does not name " + WAR);
        }
        return shipped.replace(WAR, war.toString());
    }

    /** An application's last trace: Jetty deletes what it unpacked after its path has gone. */
    private boolean nothingIsUnpacked() {
        String[] unpacked = configuration.base().resolve("work").toFile().list();
        return unpacked == null || unpacked.length == 0;
    }

    private void await(String what, BooleanSupplier condition) throws DeploymentException {
        long end = System.nanoTime() + DEADLINE.toNanos();
        try {
            while (!condition.getAsBoolean()) {
                if (process.waitFor(100, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                    throw new DeploymentException(what + " is not as wanted; see the log in " + configuration.base().resolve("logs"));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DeploymentException("interrupted", e);
        }
    }

    private int status(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + configuration.port() + path))
                .timeout(DEADLINE).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return NOBODY;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NOBODY;
        }
    }
}
