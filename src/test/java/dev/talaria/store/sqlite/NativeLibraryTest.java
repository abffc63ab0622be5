package dev.talaria.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the native library leaves behind, on the disk and in the virtual machine. */
@Order(1)
class NativeLibraryTest {
    private static final String LOADERS = "20";
    private static final String KEY = "org.sqlite.tmpdir";

    @TempDir
    Path home;

    @Test
    void leavesNoFileAndNoProperty() throws Exception {
        Path folder = Files.createDirectories(home.resolve("native"));
        Files.createFile(folder.resolve("sqlite-3.0.0-of-a-killed-process-libsqlitejdbc.so"));
        Files.createFile(folder.resolve("sqlite-3.0.0-of-a-killed-process-libsqlitejdbc.so.lck"));
        String before = property();

        NativeLibrary.load(folder);

        assertEquals(0, folder.toFile().list().length);
        assertEquals(before, property());
    }

    @Test
    void aPlatformWithoutALibraryIsToldOfTheOtherDatabase() throws Exception {
        String said = run(System.getProperty("java.home"), "1", "-Dos.arch=sparcv9");

        assertTrue(said.contains("SQLite cannot be used on this platform (" + System.getProperty("os.name") + ", sparcv9)"), said);
        assertTrue(said.contains("Use PostgreSQL: set talaria.store.url"), said);
        assertEquals(0, home.resolve("tmp").toFile().list().length);
    }

    @Test
    void aHomeThatLetsNothingBeLoadedIsNamed() throws Exception {
        Path mount = Files.createDirectories(home.resolve("m"));
        assumeTrue(command("mount", "-t", "tmpfs", "-o", "noexec,size=8m", "tmpfs", mount.toString()) == 0, "nothing can be mounted here");
        try {
            String said = run(System.getProperty("java.home"), "1", "-Dtest.home=" + mount);

            assertTrue(said.contains("mounted noexec, put talaria.home on a disk that is not"), said);
        } finally {
            command("umount", mount.toString());
        }
    }

    @Test
    void aSecondClassLoaderIsRefusedWhileTheFirstHasTheFile() throws Exception {
        assertEquals("refused, open again", run(System.getProperty("java.home"), LoaderProbe.OVERLAP));
    }

    /** While nobody who opens a database beside this test has set it. */
    private static String property() {
        synchronized (KEY) {
            return System.getProperty(KEY);
        }
    }

    private static int command(String... words) throws Exception {
        return new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }

    @ParameterizedTest
    @CsvSource({"17,0", "25,0"})
    void manyDeploymentsAfterOneAnotherAreLetGoOf(String release, int held) throws Exception {
        Optional<Path> java = installed(release);
        assumeTrue(java.isPresent(), "this Java is not here");

        String said = run(java.get().toString(), LOADERS);

        String[] words = said.split(" ");
        assertEquals(LOADERS, words[0], said);
        assertTrue(Integer.parseInt(words[1]) <= held, said);
        assertEquals(0, home.resolve("tmp").toFile().list().length, "left in the temporary folder");
        assertEquals(0, home.resolve("native").toFile().list().length);
        assertNull(property());
    }

    /** Where Linux systems keep their Javas. */
    private static Optional<Path> installed(String release) throws IOException {
        Path all = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(all)) {
            return Optional.empty();
        }
        try (Stream<Path> homes = Files.list(all)) {
            return homes.filter(home -> isRelease(home, release)).findFirst();
        }
    }

    private static boolean isRelease(Path home, String release) {
        try {
            return Files.isExecutable(home.resolve("bin").resolve("java"))
                    && Files.readString(home.resolve("release")).contains("JAVA_VERSION=\"" + release + ".");
        } catch (IOException e) {
            return false;
        }
    }

    private String run(String java, String loaders, String... options) throws Exception {
        Path temporary = Files.createDirectories(home.resolve("tmp"));
        String probe = new File(LoaderProbe.class.getProtectionDomain().getCodeSource().getLocation().toURI()).getPath();
        List<String> command = new ArrayList<>(List.of(Path.of(java, "bin", "java").toString(), "-Xmx96m", "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + temporary));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", probe, LoaderProbe.class.getName(), System.getProperty("java.class.path"), home.toString(), loaders));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
