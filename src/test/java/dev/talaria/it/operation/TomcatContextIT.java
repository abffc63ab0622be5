package dev.talaria.it.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.talaria.it.DeployedTalaria;
import dev.talaria.testing.TestClient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The context files of deploy/, as Tomcat reads them: another path, environment entries, and a pool of the server's. */
class TomcatContextIT extends DeployedTalaria {
    private static final String PATH = "/by-file";

    @TempDir
    private Path folder;

    @BeforeEach
    void onlyOnTomcat() {
        assumeTrue(server().startsWith("tomcat"), "these files are Tomcat's");
    }

    @Test
    void servesFromTheContextFile() throws Exception {
        // Beside the application that is there already this one needs data of its own.
        Path file = contextFile("deploy/tomcat/context.xml", Map.of("</Context>",
                entry("talaria.store.url", "jdbc:sqlite:" + folder.resolve("by-file.db"))
                        + entry("talaria.agent.id", "from-an-entry") + "</Context>"));
        manager("deploy?path=" + PATH + "&config=" + URLEncoder.encode(file.toUri().toString(), StandardCharsets.UTF_8));
        try {
            assertTrue(application().get("/v1/models").text().contains("from-an-entry"));
            assertEquals("Hello", application().chat("say:Hello").content());
        } finally {
            manager("undeploy?path=" + PATH);
        }
    }

    @Test
    void takesItsConnectionsFromTheServersPool() throws Exception {
        long driversBefore = driversLeftBehind();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            Path file = contextFile("deploy/tomcat/context-postgresql.xml", Map.of("127.0.0.1:5432/talaria",
                    "127.0.0.1:" + postgres.getPort() + "/postgres",
                    "username=\"talaria\"", "username=\"postgres\"", "\"secret\"", "\"postgres\""));
            manager("deploy?path=" + PATH + "&config=" + URLEncoder.encode(file.toUri().toString(), StandardCharsets.UTF_8));
            try {
                assertEquals("Hello", application().with("X-Hermes-Session-Id", "pooled").chat("say:Hello").content());
            } finally {
                manager("undeploy?path=" + PATH);
            }
            assertEquals(2, messages(postgres));
        }
        assertEquals(driversBefore, driversLeftBehind(), "Tomcat had to tidy up");
    }

    @Test
    void leavesNoDriverBehindWhereItCouldNotStart() throws Exception {
        long driversBefore = driversLeftBehind();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            String there = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres?user=postgres&amp;password=postgres";
            String away = "jdbc:postgresql://127.0.0.1:1/postgres";
            for (String entries : List.of(entry("talaria.store.url", away),
                    entry("talaria.store.url", there) + entry("talaria.memory.provider", "nobodys"))) {
                Path file = contextFile("deploy/tomcat/context.xml", Map.of("</Context>", entries + "</Context>"));
                ask("deploy?path=" + PATH + "&config=" + URLEncoder.encode(file.toUri().toString(), StandardCharsets.UTF_8));
                assertNotEquals(200, application().get("/health/ready").status());
                manager("undeploy?path=" + PATH);
            }
            Path pooled = contextFile("deploy/tomcat/context-postgresql.xml", Map.of("127.0.0.1:5432/talaria", "127.0.0.1:1/talaria"));
            ask("deploy?path=" + PATH + "&config=" + URLEncoder.encode(pooled.toUri().toString(), StandardCharsets.UTF_8));
            assertNotEquals(200, application().get("/health/ready").status());
            manager("undeploy?path=" + PATH);
        }
        assertEquals(driversBefore, driversLeftBehind(), "Tomcat had to tidy up");
    }

    private static long driversLeftBehind() throws IOException {
        long found = 0;
        Path folder = Path.of(System.getProperty("it.server.home"), "logs");
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, "catalina*.log")) {
            for (Path log : logs) {
                found += Files.readAllLines(log).stream().filter(line -> line.contains("registered the JDBC driver")).count();
            }
        }
        return found;
    }

    private TestClient application() {
        return new TestClient(base().resolve(PATH), KEY);
    }

    private Path contextFile(String shipped, Map<String, String> changes) throws IOException {
        String text = Files.readString(Path.of(shipped));
        text = replaced(text, "/opt/talaria/talaria.war", System.getProperty("it.war"));
        for (Map.Entry<String, String> change : changes.entrySet()) {
            text = replaced(text, change.getKey(), change.getValue());
        }
        return Files.writeString(folder.resolve("context.xml"), text);
    }

    private static String replaced(String text, String from, String to) {
        assertTrue(text.contains(from), from);
        return text.replace(from, to);
    }

    private static String entry(String name, String value) {
        return "<Environment name=\"" + name + "\" type=\"java.lang.String\" value=\"" + value + "\"/>";
    }

    private void manager(String command) throws IOException, InterruptedException {
        String said = ask(command);
        assertTrue(said.startsWith("OK"), said);
    }

    private String ask(String command) throws IOException, InterruptedException {
        String credentials = Base64.getEncoder().encodeToString("tests:tests".getBytes(StandardCharsets.US_ASCII));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + base().getAuthority() + "/manager/text/" + command))
                .header("Authorization", "Basic " + credentials).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private static int messages(EmbeddedPostgres postgres) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection(); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM message")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
