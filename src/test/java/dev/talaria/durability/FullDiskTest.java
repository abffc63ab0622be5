package dev.talaria.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.talaria.testing.LogLines;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose SQLite file lies on a disk that becomes full, or read-only, and is well again. */
@Order(1)
class FullDiskTest {
    @TempDir
    Path folder;

    private interface Step {
        void run() throws Exception;
    }

    @Test
    void aFullDiskIsOneWarningAndOverWithoutARestart() throws Exception {
        Path disk = mounted("size=10m");
        try {
            goesAndComesBack(disk, () -> fill(disk.resolve("filler")), () -> Files.delete(disk.resolve("filler")));
        } finally {
            command("umount", "--lazy", disk.toString());
        }
    }

    private static void goesAndComesBack(Path disk, Step loss, Step cure) throws Exception {
        try (TestServer server = TestServer.start(Map.of("talaria.home", disk.toString(), "talaria.store.url",
                "jdbc:sqlite:" + disk.resolve("talaria.db"))); LogLines log = LogLines.ofAll()) {
            TestClient client = server.client();
            assertEquals(200, client.with("X-Hermes-Session-Id", "s").chat("say:before").status());

            loss.run();
            await(() -> client.get("/health/ready").status() == 503);
            assertEquals(503, client.with("X-Hermes-Session-Id", "s").chat("say:meanwhile").status());
            cure.run();

            await(() -> client.get("/health/ready").status() == 200);
            assertEquals(200, client.with("X-Hermes-Session-Id", "s").chat("say:after").status());
            List<String> loud = log.lines().stream().filter(line -> line.contains("WARNING") || line.contains("SEVERE")).toList();
            assertEquals(1, loud.size(), loud.toString());
            assertTrue(loud.get(0).contains("The database does not accept writes: "), loud.toString());
        }
    }

    private static void fill(Path file) {
        try (OutputStream out = Files.newOutputStream(file)) {
            for (byte[] some = new byte[4_096];;) {
                out.write(some);
            }
        } catch (IOException full) {
            assertTrue(Files.exists(file));
        }
    }

    private static void await(BooleanSupplier done) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!done.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "it does not come to that");
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
}
