package dev.talaria.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.scope.Sha256;
import dev.talaria.testing.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileKeysTest {
    private static final String OLD = "secret-of-ann";
    private static final String NEW = "secret-of-bob";

    @TempDir
    private Path folder;
    private Path file;
    private FileKeys keys;
    private LogLines log;

    @BeforeEach
    void read() throws IOException {
        file = folder.resolve("keys.json");
        Files.writeString(file, keys("ann", OLD));
        keys = FileKeys.read(Optional.of(file));
        log = LogLines.of(FileKeys.class);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void takesAnEdit() throws IOException {
        Files.writeString(file, keys("bob", NEW));

        look(2);

        assertTrue(has(NEW));
        assertFalse(has(OLD));
    }

    @Test
    void takesAFileThatWasPutInItsPlace() throws IOException {
        Files.move(Files.writeString(folder.resolve("new"), keys("bob", NEW)), file, StandardCopyOption.REPLACE_EXISTING);

        look(2);

        assertTrue(has(NEW));
        assertFalse(has(OLD));
    }

    @Test
    void waitsForAFileThatIsStillBeingWritten() throws IOException {
        look(2);
        Files.writeString(file, "{\"keys\": [");
        look(1);
        Files.writeString(file, keys("bob", "secret-of"));
        look(1);
        Files.writeString(file, keys("bob", NEW));
        look(1);
        assertTrue(has(OLD));

        look(1);

        assertTrue(has(NEW));
        assertFalse(has("secret-of"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"keys\": [{\"name\": \"bob\", \"key\": \"short\"}]}",
        "{\"keys\": [{\"name\": \"bob\", \"key\": \"secret-of-bob\", \"limit\": 1}]}", "bob.key = secret-of-bob", "nothing"})
    void aBrokenEditKeepsTheKeysAndIsToldOnce(String broken) throws IOException {
        Files.writeString(file, broken);

        look(5);

        assertTrue(has(OLD));
        assertFalse(has(NEW));
        assertEquals(1, log.lines().size(), log.lines()::toString);
        assertTrue(log.lines().get(0).contains(file.toString()));
        assertFalse(log.lines().get(0).contains(NEW) || log.lines().get(0).contains("short"), log.lines()::toString);
    }

    @Test
    void aFileThatIsGoneKeepsTheKeysUntilItIsBack() throws IOException {
        Files.delete(file);
        look(3);
        assertTrue(has(OLD));

        Files.writeString(file, keys("bob", NEW));
        look(2);

        assertTrue(has(NEW));
        assertEquals(2, log.lines().size(), log.lines()::toString);
    }

    @Test
    void anEmptyFileTakesEverythingBack() throws IOException {
        Files.writeString(file, "");

        look(2);

        assertFalse(has(OLD));
        assertTrue(keys.configured());
    }

    @Test
    void saysNothingWhereNothingHasChanged() throws IOException {
        Files.writeString(file, keys("ann", OLD));

        look(3);

        assertEquals(0, log.lines().size(), log.lines()::toString);
    }

    @Test
    void refusesAFileThatIsNotThereAtTheStart() {
        Path missing = folder.resolve("missing.json");

        var refused = assertThrows(IllegalArgumentException.class, () -> FileKeys.read(Optional.of(missing)));

        assertEquals(missing + " cannot be read (NoSuchFileException)", refused.getMessage());
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            keys.look();
        }
    }

    private static String keys(String name, String secret) {
        return "{\"keys\": [{\"name\": \"" + name + "\", \"key\": \"" + secret + "\"}]}";
    }

    private boolean has(String secret) {
        return keys.find(Sha256.hex(secret)).isPresent();
    }
}
