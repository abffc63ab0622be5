package dev.talaria.bench.speed;

import dev.talaria.testing.Ports;
import dev.talaria.testing.Programs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The packaged application in a server of its own, with a home that is empty at the start. */
final class ServerTarget implements Target, AutoCloseable {
    /** What it runs on, and the heap that it gets. */
    record Setup(Kind kind, Path jdk, Path servers, Path war, Map<String, String> settings) {
        @Override
        public String toString() {
            return kind.name().toLowerCase(Locale.ROOT) + ", " + jdk.getFileName();
        }
    }

    enum Kind { TOMCAT, JETTY }

    /** With the connector's default settings, so that what a stream costs is comparable. */
    private static final String STOCK_TOMCAT = """
            <Server port="-1">
              <Service name="Catalina">
                <Connector port="%d" address="127.0.0.1" protocol="HTTP/1.1" connectionTimeout="20000"/>
                <Engine name="Catalina" defaultHost="localhost">
                  <Host name="localhost" appBase="webapps" unpackWARs="true" autoDeploy="false"/>
                </Engine>
              </Service>
            </Server>
            """;
    private static final String KEY = "bench-key-0123456789abcdef";
    private static final List<String> OPTIONS = List.of("-XX:+UseParallelGC", "-Xmx1g");
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final int POLL_MILLIS = 20;

    private final Process process;
    private final int port;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final double readySeconds;

    /**
     * Blocks until it is ready.
     *
     * @param folder is emptied first
     */
    ServerTarget(Setup setup, ModelServer model, Path folder) throws IOException, InterruptedException {
        if (!Files.isExecutable(setup.jdk().resolve("bin/java"))) {
            throw new IOException("There is no JDK in " + setup.jdk());
        }
        Programs.output("rm -rf " + folder);
        Files.createDirectories(folder);
        port = Ports.free();
        long start = System.nanoTime();
        ProcessBuilder builder = switch (setup.kind()) {
            case TOMCAT -> tomcat(setup, folder);
            case JETTY -> jetty(setup, folder);
        };
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("TALARIA_"));
        environment.putAll(Map.of("TALARIA_HOME", folder.resolve("home").toString(), "TALARIA_API_KEY", KEY,
                "TALARIA_MODEL_BASE_URL", "http://127.0.0.1:" + model.port() + "/v1", "TALARIA_MODEL_NAME", "scripted",
                "TALARIA_LIMITS_OPEN_STREAMS", "20000", "TALARIA_RUNS_MAX_CONCURRENT", "20000", "TALARIA_MEMORY_ENABLED", "false"));
        environment.putAll(setup.settings());
        process = builder.redirectErrorStream(true).redirectOutput(folder.resolve("server.log").toFile()).start();
        // Where the benchmark itself is ended.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        await(folder);
        readySeconds = (System.nanoTime() - start) / 1e9;
    }

    private ProcessBuilder tomcat(Setup setup, Path folder) throws IOException, InterruptedException {
        Path home = only(setup.servers(), "apache-tomcat-11*");
        for (String name : List.of("logs", "temp", "work", "webapps")) {
            Files.createDirectories(folder.resolve(name));
        }
        Programs.output("cp -r " + home + "/conf " + folder);
        Files.writeString(folder.resolve("conf/server.xml"), STOCK_TOMCAT.formatted(port));
        Files.copy(setup.war(), folder.resolve("webapps/ROOT.war"));
        ProcessBuilder builder = new ProcessBuilder("sh", home.resolve("bin/catalina.sh").toString(), "run");
        builder.environment().putAll(Map.of("JAVA_HOME", setup.jdk().toString(), "CATALINA_HOME", home.toString(),
                "CATALINA_BASE", folder.toString(), "CATALINA_OPTS", String.join(" ", options(setup))));
        return builder;
    }

    private ProcessBuilder jetty(Setup setup, Path folder) throws IOException, InterruptedException {
        Path home = only(setup.servers(), "jetty-home-*");
        String java = setup.jdk().resolve("bin/java").toString();
        Programs.output("cd " + folder + " && " + java + " -jar " + home + "/start.jar --add-modules=http,ee10-deploy,ee10-plus,work,ext");
        String context = Files.readString(Path.of("deploy/jetty/talaria.xml"));
        Files.writeString(Files.createDirectories(folder.resolve("webapps")).resolve("root.xml"),
                context.replace("/opt/talaria/talaria.war", setup.war().toString()));
        List<String> command = Stream.of(Stream.of(java), options(setup).stream(), Stream.of("-jar", home + "/start.jar",
                "jetty.http.host=127.0.0.1", "jetty.http.port=" + port, Path.of("deploy/jetty/errors.xml").toAbsolutePath().toString()))
                .flatMap(part -> part).toList();
        return new ProcessBuilder(command).directory(folder.toFile());
    }

    private static List<String> options(Setup setup) {
        boolean older = setup.jdk().toString().matches(".*\\D(17|21|22)\\D?.*");
        return older ? OPTIONS : Stream.concat(OPTIONS.stream(), Stream.of("--enable-native-access=ALL-UNNAMED")).toList();
    }

    private static Path only(Path folder, String glob) throws IOException {
        try (var found = Files.newDirectoryStream(folder, glob)) {
            for (Path path : found) {
                return path;
            }
        }
        throw new IOException("No " + glob + " in " + folder);
    }

    private void await(Path folder) throws IOException, InterruptedException {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (status("/health/ready") != 200) {
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                close();
                throw new IOException("It does not become ready: " + folder.resolve("server.log"));
            }
        }
    }

    private int status(String path) throws InterruptedException {
        try {
            return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                    HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return -1;
        }
    }

    /** Sends a body, for what must be there before a measurement. */
    void post(String path, String body, Map<String, String> headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + KEY).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(path + ": " + response.body());
        }
    }

    /** Returns how long it took from the process's start until it was ready, unpacking included. */
    double readySeconds() {
        return readySeconds;
    }

    /** Returns what the process occupies of the machine's memory, in MiB; not a number where the system does not tell. */
    double residentMib() throws IOException {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        if (!Files.exists(status)) {
            return Double.NaN;
        }
        return Files.readAllLines(status).stream().filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1_024).findFirst().orElse(Double.NaN);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public double cpuSeconds() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
