package dev.talaria.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.talaria.store.Database;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A server with the embedded database that is started before its home can be used: it waits for it. */
@ResourceLock(LateServer.JMX_NAME)
class LateHomeTest {
    private static final String KEY = "late-key";

    @TempDir
    Path folder;

    /** What ends an obstacle. */
    private interface Cure {
        void apply() throws Exception;
    }

    @Test
    void aHomeWhoseFolderCannotBeMadeIsWaitedFor() throws Exception {
        Path parent = Files.createFile(folder.resolve("mount"));

        waitsForIts(parent.resolve("home"), "The folder of the database", () -> Files.delete(parent));
    }

    @Test
    void aHomeThatCanOnlyBeReadIsWaitedFor() throws Exception {
        Path mount = mounted("ro,size=50m");
        try {
            waitsForIts(mount, "Read-only file system", () -> command("mount", "-o", "remount,rw", mount.toString()));
        } finally {
            command("umount", "--lazy", mount.toString());
        }
    }

    @Test
    void aDatabaseThatCanOnlyBeReadIsWaitedFor() throws Exception {
        Path mount = mounted("size=50m");
        try {
            TestDatabase.file(folder.resolve("other")).close();
            Files.copy(folder.resolve("other").resolve("talaria.db"), mount.resolve("talaria.db"));
            assertEquals(0, command("mount", "-o", "remount,ro", mount.toString()));

            waitsForIts(mount, "Read-only file system", () -> command("mount", "-o", "remount,rw", mount.toString()));
        } finally {
            command("umount", "--lazy", mount.toString());
        }
    }

    @Test
    void aDiskWithoutRoomIsWaitedFor() throws Exception {
        Path mount = mounted("size=256k");
        try {
            byte[] most = new byte[1 << 18];
            try {
                Files.write(mount.resolve("filler"), most);
            } catch (IOException full) {
                assertTrue(Files.exists(mount.resolve("filler")));
            }

            waitsForIts(mount, "No space left", () -> command("mount", "-o", "remount,size=50m", mount.toString()));
        } finally {
            command("umount", "--lazy", mount.toString());
        }
    }

    @Test
    void aDiskWithRoomForTheDatabaseAloneIsWaitedFor() throws Exception {
        Path mount = mounted("size=700k");
        try {
            waitsForIts(mount, "No space left", () -> command("mount", "-o", "remount,size=50m", mount.toString()));
        } finally {
            command("umount", "--lazy", mount.toString());
        }
    }

    @Test
    void aDatabaseThatAnotherDeploymentHasIsWaitedFor() throws Exception {
        Database other = TestDatabase.file(folder);

        waitsForIts(folder, "is open in another deployment of this server", other::close);
    }

    @Test
    void callersAreNotToldWhereTheHomeIs() throws Exception {
        Path parent = Files.createFile(folder.resolve("mount"));
        Server jetty = start(parent.resolve("home"));
        try {
            String told = new TestClient(jetty.getURI(), KEY).get("/health/ready").text();

            assertFalse(told.contains(folder.toString()), told);
            assertTrue(told.contains("talaria.home"), told);
        } finally {
            jetty.stop();
        }
    }

    private void waitsForIts(Path home, String why, Cure cure) throws Exception {
        try (LogLines log = LogLines.of(TalariaListener.class)) {
            Server jetty = start(home);
            try {
                TestClient client = new TestClient(jetty.getURI(), KEY);
                assertEquals(200, client.get("/health/live").status());
                TestClient.Answer refused = client.get("/v1/models");
                assertEquals(503, refused.status());
                assertEquals("database_unavailable", refused.error().getString("code"));
                assertTrue(refused.header("Retry-After").isPresent());
                TestClient.Answer ready = client.get("/health/ready");
                assertEquals(503, ready.status());
                assertTrue(ready.error().getString("message").contains("The server is waiting for its database: "), ready.text());
                assertTrue(log.await("The server is waiting for its database").contains(why), log.lines().toString());

                cure.apply();

                LateServer.awaitReady(client);
                assertEquals(200, client.get("/v1/models").status());
                assertEquals(1, log.lines().stream().filter(line -> line.contains(why)).count(),
                        log.lines().toString());
            } finally {
                jetty.stop();
            }
        }
    }

    private Path mounted(String options) throws Exception {
        Path mount = Files.createDirectories(folder.resolve("m"));
        assumeTrue(command("mount", "-t", "tmpfs", "-o", options, "tmpfs", mount.toString()) == 0, "nothing can be mounted here");
        return mount;
    }

    private static int command(String... words) throws Exception {
        return new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }

    private static Server start(Path home) throws Exception {
        return LateServer.start(Map.of("TALARIA_HOME", home.toString(), "TALARIA_API_KEY", KEY));
    }
}
