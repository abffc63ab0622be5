package dev.talaria.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ApiException;
import dev.talaria.testing.LogLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that are not to be used, or only by one name. */
class FileCheckTest {
    /** What became of a file. */
    private enum Damage {
        TRUNCATED {
            @Override
            byte[] to(byte[] whole) {
                return Arrays.copyOf(whole, whole.length / 2 / 4096 * 4096);
            }
        },
        CUT_IN_A_PAGE {
            @Override
            byte[] to(byte[] whole) {
                return Arrays.copyOf(whole, 5_000);
            }
        },
        ONLY_A_BEGINNING {
            @Override
            byte[] to(byte[] whole) {
                return Arrays.copyOf(whole, 50);
            }
        },
        OVERWRITTEN_PAGES {
            @Override
            byte[] to(byte[] whole) {
                byte[] noise = new byte[whole.length - 8_192];
                new Random(1).nextBytes(noise);
                System.arraycopy(noise, 0, whole, 8_192, noise.length);
                return whole;
            }
        },
        ZEROED_PAGES {
            @Override
            byte[] to(byte[] whole) {
                Arrays.fill(whole, 4_096, whole.length, (byte) 0);
                return whole;
            }
        },
        GARBAGE {
            @Override
            byte[] to(byte[] whole) {
                new Random(2).nextBytes(whole);
                return whole;
            }
        },
        TEXT {
            @Override
            byte[] to(byte[] whole) {
                return "Dear database,\n".repeat(1_000).getBytes(StandardCharsets.US_ASCII);
            }
        };

        abstract byte[] to(byte[] whole);
    }

    @TempDir
    Path home;
    private Path file;

    @BeforeEach
    void make() {
        file = home.resolve("x.db");
    }

    private SqliteFile open(Path wanted) {
        return SqliteFile.open(wanted, home.resolve("native"), FileCheckTest::tables, jdbi -> { }, 2, Runnable::run, () -> { });
    }

    private static void tables(DataSource source) {
        try (var connection = source.getConnection(); var statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE IF NOT EXISTS flyway_schema_history (id INTEGER PRIMARY KEY) STRICT");
            statement.executeUpdate("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, data BLOB) STRICT");
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void fill() {
        try (SqliteFile made = open(file)) {
            made.transact(handle -> handle.execute("WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 200)"
                    + " INSERT INTO t SELECT x, randomblob(2000) FROM n"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedFileIsRefusedAndLeftAsItIs(Damage damage) throws IOException {
        fill();
        byte[] damaged = damage.to(Files.readAllBytes(file));
        Files.write(file, damaged, StandardOpenOption.TRUNCATE_EXISTING);

        for (int attempt = 0; attempt < 2; attempt++) {
            ApiException refused = assertThrows(ApiException.class, () -> open(file));

            assertTrue(refused.getMessage().contains("The database " + file + " is damaged: "), refused.getMessage());
            assertTrue(refused.getMessage().contains("put a backup in its place"), refused.getMessage());
            assertArrayEquals(damaged, Files.readAllBytes(file));
        }
    }

    @Test
    void whatIsInTheLogOfADamagedFileStaysThere() throws Exception {
        fill();
        NativeLibrary.load(home.resolve("native"));
        byte[] log;
        try (SqliteConnection killed = new SqliteConnection(file, List.of("wal_autocheckpoint=0"), java.time.Duration.ZERO)) {
            killed.execute("INSERT INTO t VALUES (1000, randomblob(9000))");
            log = Files.readAllBytes(home.resolve("x.db-wal"));
        }
        byte[] damaged = Damage.OVERWRITTEN_PAGES.to(Files.readAllBytes(file));
        Files.write(file, damaged);
        Files.write(home.resolve("x.db-wal"), log);

        assertThrows(ApiException.class, () -> open(file));

        assertArrayEquals(damaged, Files.readAllBytes(file));
        assertArrayEquals(log, Files.readAllBytes(home.resolve("x.db-wal")));
    }

    @Test
    void aLogWithoutItsFileIsNotThrownAway() throws IOException {
        Files.write(home.resolve("x.db-wal"), new byte[100]);

        ApiException refused = assertThrows(ApiException.class, () -> open(file));

        assertTrue(refused.getMessage().contains("x.db-wal"), refused.getMessage());
        assertEquals(100, Files.size(home.resolve("x.db-wal")));
    }

    @Test
    void anotherProgramsDatabaseIsLeftAlone() throws Exception {
        NativeLibrary.load(home.resolve("native"));
        try (SqliteConnection other = new SqliteConnection(file, List.of(), java.time.Duration.ZERO)) {
            other.execute("CREATE TABLE theirs (id INT)");
        }
        byte[] before = Files.readAllBytes(file);

        ApiException refused = assertThrows(ApiException.class, () -> open(file));

        assertTrue(refused.getMessage().contains("belongs to another program"), refused.getMessage());
        assertArrayEquals(before, Files.readAllBytes(file));
    }

    @Test
    void anEmptyFileBecomesADatabase() throws IOException {
        Files.createFile(file);

        fill();

        assertTrue(Files.size(file) > 4096);
    }

    @Test
    void twoNamesOfAFileAreOneDatabase() throws IOException {
        Path link = Files.createSymbolicLink(home.resolve("link.db"), Path.of("x.db"));
        try (SqliteFile byLink = open(link)) {
            assertEquals(file.toRealPath(), byLink.file());
            assertThrows(ApiException.class, () -> open(file));
            assertThrows(ApiException.class, () -> open(home.resolve("a").resolve("..").resolve("x.db")));
        }
        open(file).close();
    }

    @Test
    void aHardLinkIsRefused() throws IOException {
        fill();
        Files.createLink(home.resolve("second.db"), file);

        ApiException refused = assertThrows(ApiException.class, () -> open(home.resolve("second.db")));

        assertTrue(refused.getMessage().contains("hard link"), refused.getMessage());
    }

    @Test
    void aQuestionMarkInThePathIsRefused() {
        ApiException refused = assertThrows(ApiException.class, () -> open(home.resolve("a?b").resolve("x.db")));

        assertTrue(refused.getMessage().contains("question mark"), refused.getMessage());
        assertEquals(List.of(), List.of(home.toFile().list()));
    }

    @Test
    void aFailedStartGivesTheLockUp() throws IOException {
        Files.writeString(file, "no database");
        assertThrows(ApiException.class, () -> open(file));
        Files.delete(file);

        open(file).close();
    }

    @Test
    void damageThatIsMetWhileItRunsIsToldOfOnce() throws IOException {
        fill();
        try (LogLines log = LogLines.of(FileCondition.class); SqliteFile open = open(file)) {
            byte[] damaged = Damage.OVERWRITTEN_PAGES.to(Files.readAllBytes(file));
            Files.write(file, damaged);

            for (int i = 0; i < 3; i++) {
                assertThrows(RuntimeException.class, () -> open.read(handle -> handle.createQuery("SELECT SUM(LENGTH(data)) FROM t")
                        .mapTo(Long.class).one()));
            }

            assertEquals(1, log.lines().stream().filter(line -> line.contains("is damaged") && line.contains(file.toString())).count());
        }
    }

    @ParameterizedTest
    @CsvSource({"nfs4,true", "NFS,true", "cifs,true", "fuse.sshfs,true", "fuse.rclone,true", "9p,true", "virtiofs,true", "ext4,false",
            "xfs,false", "overlay,false", "tmpfs,false", "btrfs,false", "apfs,false", "NTFS,false", "fuseblk,false"})
    void aMountThatOthersMayShareIsKnown(String kind, boolean shared) {
        assertEquals(shared, FileCheck.sharedMount(kind).isPresent());
        assertEquals(Optional.of("nfs"), FileCheck.sharedMount("nfs"));
    }
}
