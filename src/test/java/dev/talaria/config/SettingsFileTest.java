package dev.talaria.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFileTest {
    @TempDir
    private Path folder;

    @Test
    void readsTheFileInTheHomeAsUtf8() throws IOException {
        Files.writeString(folder.resolve("talaria.properties"), "talaria.agent.system-prompt = Grüß Gott, \\\n  und zwar ☤\n");

        assertEquals("Grüß Gott, und zwar ☤", atHome().config().agent().systemPrompt());
    }

    @Test
    void doesWithoutAFileInTheHome() {
        assertEquals(folder, atHome().config().server().home());
    }

    @Test
    void readsTheNamedFileInsteadOfTheOneInTheHome() throws IOException {
        Files.writeString(folder.resolve("talaria.properties"), "talaria.agent.id = home\n");
        Path named = Files.writeString(folder.resolve("other"), "talaria.agent.max-steps = 3\n");

        TalariaConfig config = atHome().environment("TALARIA_CONFIG", named.toString()).config();

        assertEquals("talaria", config.agent().id());
        assertEquals(3, config.agent().maxSteps());
    }

    @Test
    void takesTheHomeFromTheNamedFile() throws IOException {
        Path named = Files.writeString(folder.resolve("other"), "talaria.home = /srv/elsewhere\n");

        TalariaConfig config = new SourcesBuilder().withoutHome().system("talaria.config", named.toString()).config();

        assertEquals(Path.of("/srv/elsewhere"), config.server().home());
    }

    @ParameterizedTest
    @ValueSource(strings = {"talaria.home = /srv/elsewhere\n", "talaria.config = /srv/other\n"})
    void refusesToBeLedElsewhereByTheFileItself(String line) throws IOException {
        Files.writeString(folder.resolve("talaria.properties"), line);

        List<String> faults = atHome().faults();

        assertEquals(1, faults.size(), faults::toString);
        assertTrue(faults.get(0).contains("cannot be set in"), faults.get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "."})
    void refusesANamedFileThatIsNotThere(String name) {
        List<String> faults = atHome().system("talaria.config", folder.resolve(name).toString()).faults();

        assertEquals(1, faults.size(), faults::toString);
        assertTrue(faults.get(0).startsWith("talaria.config: ") && faults.get(0).contains("cannot be read"), faults.get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"talaria.agent.id = \u00e4\n", "talaria.agent.id = \\u00zz\n"})
    void refusesAFileItCannotDecode(String text) throws IOException {
        Files.write(folder.resolve("talaria.properties"), text.getBytes(StandardCharsets.ISO_8859_1));

        assertEquals(1, atHome().faults().size());
    }

    @Test
    void tellsOfARelativeFileNameOnce() {
        assertEquals(1, atHome().system("talaria.config", "talaria.properties").faults().size());
    }

    private SourcesBuilder atHome() {
        return new SourcesBuilder().withoutHome().environment("TALARIA_HOME", folder.toString());
    }
}
