package dev.talaria.it.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.talaria.it.DeployedTalaria;
import dev.talaria.testing.Programs;
import dev.talaria.testing.TestClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a fresh folder of the server to a restored backup, by the commands of deploy/README.md as they stand there. */
class OperationsIT {
    @TempDir
    private Path folder;

    @Test
    void startsDrainsAndComesBackFromItsBackup() throws Exception {
        assumeTrue(Programs.areInstalled("sh", "curl", "tar"), "the commands need a shell, curl and tar");
        try (OperatedServer server = OperatedServer.in(folder)) {
            server.start();
            TestClient client = server.client().with("X-Hermes-Session-Key", "ops");
            client.chat("My favourite colour is teal.");
            server.run("Stopping", 0);
            server.stop();
            server.run("Upgrade, backup", 0);
            server.loseData();
            server.run("Upgrade, backup", 1);

            server.start();

            String answer = client.chat("What is my favourite colour?").content();
            assertTrue(answer.contains("teal"), answer);
        }
    }

    @Test
    void comesBackFromACopyThatWasMadeWhileItRan() throws Exception {
        assumeTrue(Programs.areInstalled("sh", "curl"), "the commands need a shell and curl");
        try (OperatedServer server = OperatedServer.in(folder)) {
            server.start();
            TestClient client = server.client().with("X-Hermes-Session-Key", "ops");
            client.chat("My favourite colour is teal.");
            server.run("Upgrade, backup", 2);
            client.chat("My favourite animal is the heron.");
            server.stop();
            server.run("Upgrade, backup", 3);

            server.start();

            String profile = client.get("/v1/memory/export").text();
            assertTrue(profile.contains("teal") && !profile.contains("heron"), profile);
        }
    }

    @Test
    void publishesTalariaAlone() throws Exception {
        assumeTrue(Programs.areInstalled("sh"), "the commands need a shell");
        try (OperatedServer server = OperatedServer.in(folder)) {
            server.removeItsOwnPages();
            server.start();

            for (String path : List.of("", "index.html", "index.jsp", "favicon.ico", "docs/", "examples/", "manager/html",
                    "host-manager/html", "console")) {
                TestClient.Answer reply = new TestClient(server.address().resolve("/"), null).get("/" + path);

                assertEquals(404, reply.status(), path);
                assertTrue(reply.text().startsWith("{"), reply::text);
                assertFalse(reply.text().matches("(?is).*(tomcat|wildfly|jetty:|undertow|servlet).*"), reply::text);
            }
        }
    }

    @Test
    void leavesItsServerAloneWhenConfiguredTwice() throws IOException, InterruptedException {
        assumeTrue(DeployedTalaria.server().startsWith("tomcat"), "the file is Tomcat's");
        Path conf = Files.createDirectories(folder.resolve("conf"));
        Path file = Files.writeString(conf.resolve("server.xml"), """
                <Server><!-- <Connector port="1"/> <Host/> --><Service name="a">
                <Connector port='8443' SSLEnabled="true" note="a > b" maxConnections='5'/>
                <Connector protocol="AJP/1.3" port="8009"/>
                <Engine name="e" defaultHost="h"><Host name="h" appBase="ours"/></Engine></Service></Server>
                """);
        String command = "sh deploy/tomcat/configure.sh '" + folder + "' address=127.0.0.1 port=9443";

        Programs.output(command);

        String once = Files.readString(file);
        assertTrue(once.startsWith("<Server><!-- <Connector port=\"1\"/> <Host/> -->"), once);
        assertTrue(once.contains("port=\"9443\" SSLEnabled=\"true\" note=\"a > b\" maxConnections='5'"), once);
        assertTrue(once.contains("<Connector protocol=\"AJP/1.3\" port=\"8009\"/>"), once);
        assertEquals(1, once.split("acceptCount=\"2000\"", -1).length - 1, once);
        assertTrue(once.matches("(?s).*<Host name=\"h\" appBase=\"ours\">.*ErrorReportValve.*</Host></Engine>.*"), once);
        Programs.output(command);
        assertEquals(once, Files.readString(file));
    }

    @Test
    void isAServiceOfSystemd() throws IOException, InterruptedException {
        assumeTrue(Programs.areInstalled("systemd-analyze"), "systemd is not installed");
        String unit = Files.readString(Path.of("deploy/talaria.service")).replace("/opt/tomcat/bin/catalina.sh", "/bin/sh")
                .replace("/opt/talaria", Path.of("").toAbsolutePath().toString()).replace("User=talaria", "User=root");
        Path file = Files.writeString(folder.resolve("talaria.service"), unit);

        String said = Programs.output("systemd-analyze verify " + file + " 2>&1 | grep talaria || true");

        assertTrue(said.isEmpty(), said);
    }
}
