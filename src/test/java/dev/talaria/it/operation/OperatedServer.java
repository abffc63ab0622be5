package dev.talaria.it.operation;

import static java.util.stream.Collectors.joining;

import dev.talaria.it.DeployedTalaria;
import dev.talaria.testing.Ports;
import dev.talaria.testing.Programs;
import dev.talaria.testing.TestClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The server that the build has chosen, run as somebody does by the commands of deploy/README.md, in folders and on ports of its own. Only
 * places are exchanged: {@code /opt/talaria}, {@code /var/backups} and the port; and it looks for applications that come and go.
 */
final class OperatedServer implements AutoCloseable {
    private static final Pattern SHELL_BLOCK = Pattern.compile("(?s)\n```sh\n(.*?)```");
    static final String KEY = "operated";
    private static final int START_SECONDS = 240;
    private static final int STOP_SECONDS = 60;
    private static final int BETWEEN_LOOKS_MILLIS = 200;

    /** In the order in which deploy/README.md speaks of them. */
    private enum Kind {
        TOMCAT("Tomcat", "tomcat/conf/Catalina/localhost/talaria.xml"),
        WILDFLY("WildFly", "wildfly/standalone/deployments/talaria.war"),
        JETTY("Jetty", "jetty/webapps/talaria.xml");

        private final String chapter;
        /** By which the server knows the application. */
        private final String file;

        Kind(String chapter, String file) {
            this.chapter = chapter;
            this.file = file;
        }

        static Kind chosen() {
            return Stream.of(values()).filter(kind -> DeployedTalaria.server().startsWith(kind.chapter.toLowerCase(Locale.ROOT)))
                    .findFirst().orElseThrow();
        }
    }

    private final Path folder;
    private final int port;
    private final String readme;
    private final Kind kind = Kind.chosen();
    private Process process;

    private OperatedServer(Path folder, int port, String readme) {
        this.folder = folder;
        this.port = port;
        this.readme = readme;
    }

    static OperatedServer in(Path folder) throws IOException, InterruptedException {
        return in(folder, Map.of());
    }

    /**
     * Lays out what the README takes for granted.
     *
     * @param settings of the environment
     */
    static OperatedServer in(Path folder, Map<String, String> settings) throws IOException, InterruptedException {
        Path installed = Files.createDirectories(folder.resolve("opt"));
        Files.copy(Path.of(System.getProperty("it.war")), installed.resolve("talaria.war"));
        Programs.output("cp -r deploy '" + installed + "' && sed -i 's|/opt/talaria|" + installed + "|' '" + installed
                + "'/deploy/*/*.xml '" + installed + "'/deploy/*/*.cli '" + installed + "'/deploy/*.sh");
        Files.writeString(installed.resolve("talaria.env"), Files.readString(Path.of("deploy/talaria.env")) + "TALARIA_API_KEY=" + KEY
                + "\nTALARIA_HOME=" + folder.resolve("data") + "\n"
                + settings.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue() + "\n").collect(joining()));
        Path home = Path.of(System.getProperty("it.server.home"));
        Programs.output("""
                cd '%1$s'; mkdir backups tomcat jetty wildfly tomcat/webapps tomcat/logs tomcat/temp
                if [ -d '%2$s/conf' ]; then cp -r '%2$s/conf' tomcat; fi
                if [ -d '%2$s/standalone' ]; then
                    mkdir -p wildfly/standalone/deployments; cp -r '%2$s/standalone/configuration' wildfly/standalone
                    sed -i '/<deployments>/,/<.deployments>/d' wildfly/standalone/configuration/standalone.xml
                    for part in '%2$s'/* '%2$s'/.[a-z]*; do [ "${part##*/}" = standalone ] || ln -s "$part" wildfly; done
                fi""".formatted(folder, home));
        int port = Ports.free();
        if (Kind.chosen() == Kind.TOMCAT) {
            layOutTomcat(folder.resolve("tomcat"), port);
        }
        return new OperatedServer(folder, port, Files.readString(Path.of("deploy/README.md")));
    }

    /** As it is delivered, but for ports; the build has left out most of the applications that come with it. */
    private static void layOutTomcat(Path base, int port) throws IOException, InterruptedException {
        Programs.output("""
                cd '%1$s'; mv conf/server.xml.before-talaria conf/server.xml; rm conf/refused.json conf/not-found.json
                sed -i 's|port="8080"|port="%2$d"|; s|<Server port="8005"|<Server port="-1"|
                        s|<Engine|& backgroundProcessorDelay="1"|' conf/server.xml
                for app in ROOT docs examples manager host-manager; do
                    mkdir webapps/$app; echo 'Apache Tomcat' > webapps/$app/index.html
                done""".formatted(base, port));
    }

    /** Runs the settings' block and the only one of the server's chapter, whose last command stays, until it is ready. */
    void start() throws IOException, InterruptedException {
        process = shell(block("Settings", 0) + block(kind.chapter, 0));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!ready()) {
            if (process.waitFor(BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                throw new AssertionError(kind.chapter + " is not ready: " + log());
            }
        }
    }

    /** Runs the one block of a chapter that is about this server; there is one for each, in the order of their own chapters. */
    void run(String chapter) throws IOException, InterruptedException {
        run(chapter, kind.ordinal());
    }

    void run(String chapter, int number) throws IOException, InterruptedException {
        Process shell = shell(block("Settings", 0) + block(chapter, number));
        if (shell.waitFor() != 0) {
            throw new AssertionError(chapter + ": " + log());
        }
    }

    /** Removes what a server publishes by itself. */
    void removeItsOwnPages() throws IOException, InterruptedException {
        if (kind != Kind.JETTY) {
            run("The server's own pages");
        }
    }

    /** Takes the application down in the running server. */
    void undeploy() throws IOException {
        Files.move(folder.resolve(kind.file), withdrawn());
        DeployedTalaria.await(() -> client().get("/health/live").status() == 404, () -> "is still there: " + log());
    }

    /** Undoes it. */
    void deploy() throws IOException {
        Files.setLastModifiedTime(withdrawn(), FileTime.from(Instant.now()));
        Files.move(withdrawn(), folder.resolve(kind.file), StandardCopyOption.ATOMIC_MOVE);
        DeployedTalaria.await(this::ready, () -> "does not come back: " + log());
    }

    private Path withdrawn() {
        return folder.resolve("withdrawn");
    }

    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("does not stop: " + log());
        }
    }

    void loseData() throws IOException, InterruptedException {
        Programs.output("rm -r '" + folder.resolve("data") + "'");
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port + "/talaria/");
    }

    TestClient client() {
        return new TestClient(address(), KEY);
    }

    private boolean ready() {
        try {
            return client().get("/health/ready").status() == 200;
        } catch (UncheckedIOException nobodyListens) {
            return false;
        }
    }

    private String block(String chapter, int number) {
        int start = readme.indexOf("\n## " + chapter + "\n");
        int end = readme.indexOf("\n## ", start + 1);
        String text = readme.substring(start, end < 0 ? readme.length() : end);
        List<String> blocks = SHELL_BLOCK.matcher(text).results().map(found -> found.group(1)).toList();
        return blocks.get(number).replace("/opt/talaria/embedding", System.getProperty("it.embedding.jars"))
                .replace("/opt/talaria", folder.resolve("opt").toString())
                .replace("/var/backups", folder.resolve("backups").toString()).replace(":8080", ":" + port);
    }

    private Process shell(String commands) throws IOException {
        ProcessBuilder shell = new ProcessBuilder("sh", "-euc", commands).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
        String home = System.getProperty("it.server.home");
        shell.environment().putAll(Map.of("JAVA_HOME", System.getProperty("java.home"), "CATALINA_HOME", home,
                "CATALINA_BASE", folder.resolve("tomcat").toString(), "JBOSS_HOME", folder.resolve("wildfly").toString(),
                "JETTY_HOME", System.getProperty("it.jetty.home", ""), "JETTY_BASE", folder.resolve("jetty").toString(),
                "JAVA_TOOL_OPTIONS", "-Xmx768m -Dhttp.port=%1$d -Djetty.http.port=%1$d -Djboss.http.port=%1$d".formatted(port)
                        + " -Djboss.https.port=0 -Djboss.management.http.port=0 -Djetty.deploy.scanInterval=1"
                        + " -XX:SoftRefLRUPolicyMSPerMB=0"));
        return shell.start();
    }

    /** What the commands and the server have said. */
    String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().onExit().join();
        }
    }
}
