package dev.talaria.tool.skill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.event.Cancellation;
import dev.talaria.json.Json;
import dev.talaria.testing.LogLines;
import dev.talaria.testing.Scopes;
import dev.talaria.tool.ToolContext;
import dev.talaria.tool.ToolFailure;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SkillsTest {
    private static final String POEMS = "---\nname: poems\ndescription: Writes poems. Use for verse.\nlicense: MIT\n---\n\n"
            + "# Poems\n\nRhyme.\n";

    @TempDir
    private Path home;
    private Path folder;
    private Skills skills;
    private SkillTool tool;

    @BeforeEach
    void start() throws IOException {
        folder = Files.createDirectory(home.resolve("skills"));
        skills = new Skills(folder, Duration.ZERO);
        tool = new SkillTool(skills);
    }

    private Path lay(String at, String text) throws IOException {
        Path file = folder.resolve(at);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private String view(String arguments) throws ToolFailure {
        return tool.call(new ToolContext(Scopes.named("s1"), List.of(), new Cancellation()), Json.parse(arguments).asJsonObject());
    }

    private String refused(String arguments) {
        return String.valueOf(assertThrows(ToolFailure.class, () -> view(arguments)).getMessage());
    }

    private static String skill(String head) {
        return "---\n" + head + "\n---\nDo it.";
    }

    @Test
    void offersSkillsByNameAndDescription() throws IOException {
        assertFalse(tool.isFor(Scopes.named("s1")));
        lay("poems/SKILL.md", POEMS);
        lay("office/letters/SKILL.md", skill("name: letters\ndescription: >-\n  Writes letters\n  to offices."));

        assertTrue(tool.isFor(Scopes.named("s1")));
        JsonObject name = tool.parameters().getJsonObject("properties").getJsonObject("name");
        assertEquals(List.of("letters", "poems"), name.getJsonArray("enum").getValuesAs(JsonString::getString));
        assertEquals("The skill:\n- letters: Writes letters to offices.\n- poems: Writes poems. Use for verse.",
                name.getString("description"));
        assertEquals(Optional.of("office"), skills.all().get(0).category());
        assertTrue(tool.description().length() <= 1_024);
    }

    @Test
    void loadsInstructionsAndFiles() throws Exception {
        lay("poems/SKILL.md", POEMS);
        lay("poems/forms/sonnet.md", "Fourteen lines.");

        assertEquals("# Poems\n\nRhyme.\n\n[Files of this skill: forms/sonnet.md]", view("{\"name\":\"poems\"}"));
        assertEquals("Fourteen lines.", view("{\"name\":\"poems\",\"file\":\"forms/sonnet.md\"}"));
        assertTrue(refused("{\"name\":\"prose\"}").contains("there are poems"));
        assertTrue(refused("{\"name\":\"poems\",\"file\":\"forms/ode.md\"}").contains("there is no such file"));
        assertTrue(refused("{\"name\":\"poems\",\"file\":\"forms\"}").contains("it is no file"));
        assertTrue(refused("{}").contains("'name' is missing"));
    }

    @Test
    void takesUpChangesWithoutARestart() throws Exception {
        Path file = lay("poems/SKILL.md", POEMS);
        assertEquals(1, skills.usable().size());

        lay("poems/SKILL.md", POEMS.replace("verse", "songs too"));
        assertTrue(skills.usable().get(0).description().contains("songs too"));
        lay("prose/SKILL.md", skill("name: prose\ndescription: Writes prose."));
        assertEquals(2, skills.usable().size());
        Files.delete(file);
        assertEquals(List.of("prose"), skills.usable().stream().map(Skill::name).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "# No head|it does not begin with YAML",
        "---\\nname: x\\ndescription: y|it does not begin with YAML",
        "---\\n---\\nx|no name and description",
        "---\\n- a\\n---\\nx|no name and description",
        "---\\nname: x\\n---\\nx|must have description as a text",
        "---\\ndescription: y\\n---\\nx|must have name as a text",
        "---\\nname: x\\ndescription: 42\\n---\\nx|must have description as a text",
        "---\\nname: a b\\ndescription: y\\n---\\nx|its name must be",
        "---\\nname: ../x\\ndescription: y\\n---\\nx|its name must be",
        "---\\nname: x\\ndescription: [y\\n---\\nx|its YAML is faulty in line",
        "---\\nname: x\\nname: z\\ndescription: y\\n---\\nx|its YAML is faulty",
        "---\\nname: x\\ndescription: !!java.net.URL [y]\\n---\\nx|its YAML"})
    void tellsWhatIsWrongWithASkill(String text, String why) throws IOException {
        try (LogLines log = LogLines.of(Skills.class)) {
            lay("odd/SKILL.md", text.replace("\\n", "\n"));
            lay("poems/SKILL.md", POEMS);

            assertEquals(List.of("poems"), skills.usable().stream().map(Skill::name).toList());
            Skill odd = skills.all().stream().filter(skill -> !skill.usable()).findFirst().orElseThrow();
            assertEquals("odd", odd.name());
            assertTrue(odd.fault().orElseThrow().contains(why), odd.fault().orElseThrow());
            skills.all();
            assertEquals(1, log.lines().stream().filter(line -> line.contains("The skill odd cannot be used")).count(),
                    log.lines()::toString);
        }
    }

    @Test
    void refusesWhatIsTooLongOrNoText() throws IOException {
        lay("long/SKILL.md", skill("name: long\ndescription: Long.") + "x".repeat(Skills.MAX_FILE));
        lay("words/SKILL.md", skill("name: words\ndescription: " + "x".repeat(1_025)));
        Files.write(Files.createDirectories(folder.resolve("bytes")).resolve("SKILL.md"), new byte[] {'-', '-', '-', '\n', (byte) 0xff});
        lay("poems/SKILL.md", POEMS);
        Files.write(folder.resolve("poems/picture.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 1});
        lay("poems/huge.txt", "x".repeat(Skills.MAX_FILE + 1));

        assertEquals(List.of("poems"), skills.usable().stream().map(Skill::name).toList());
        assertEquals(4, skills.all().size());
        assertTrue(refused("{\"name\":\"poems\",\"file\":\"picture.png\"}").contains("it is no text"));
        assertTrue(refused("{\"name\":\"poems\",\"file\":\"huge.txt\"}").contains("it is longer"));
    }

    @Test
    void cutsLongTextsAndGoesOn() throws Exception {
        lay("poems/SKILL.md", POEMS);
        lay("poems/long.txt", "0123456789".repeat(6_000));

        assertTrue(view("{\"name\":\"poems\",\"file\":\"long.txt\"}").endsWith("call again with from=50000.]"));
        assertEquals(10_000, view("{\"name\":\"poems\",\"file\":\"long.txt\",\"from\":50000}").length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret.txt", "../../secret.txt", "forms/../../secret.txt", "/etc/passwd", "..", ".", "link",
        "linked/secret.txt",
        "..\\\\secret.txt", "chain"})
    void readsNothingOutsideItsFolder(String name) throws Exception {
        lay("poems/SKILL.md", POEMS);
        lay("poems/forms/sonnet.md", "Fourteen lines.");
        Files.writeString(folder.resolve("secret.txt"), "secret");
        Files.writeString(home.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(folder.resolve("poems/link"), home.resolve("secret.txt"));
        Files.createSymbolicLink(folder.resolve("poems/linked"), home);
        Files.createSymbolicLink(folder.resolve("poems/chain"), folder.resolve("poems/link"));

        assertTrue(refused("{\"name\":\"poems\",\"file\":\"" + name + "\"}").contains("the file is not read"));
        assertFalse(view("{\"name\":\"poems\"}").contains("link"));
    }

    @Test
    void readsLinksThatStayInside() throws Exception {
        lay("poems/SKILL.md", POEMS);
        lay("poems/forms/sonnet.md", "Fourteen lines.");
        Files.createSymbolicLink(folder.resolve("poems/best.md"), Path.of("forms/sonnet.md"));

        assertEquals("Fourteen lines.", view("{\"name\":\"poems\",\"file\":\"best.md\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {".env", ".git/config", "forms/.env", "./.env", "seen"})
    void neitherListsNorReadsHiddenFiles(String name) throws Exception {
        lay("poems/SKILL.md", POEMS);
        lay("poems/.env", "secret");
        lay("poems/.git/config", "secret");
        lay("poems/forms/.env", "secret");
        Files.createSymbolicLink(folder.resolve("poems/seen"), Path.of(".git/config"));

        assertTrue(refused("{\"name\":\"poems\",\"file\":\"" + name + "\"}").contains("it is hidden"));
        assertFalse(view("{\"name\":\"poems\"}").contains("Files of this skill"));
    }

    @Test
    void readsTheFilesOfAVolumeOfKubernetes() throws Exception {
        lay("poems/..2024_05_08/SKILL.md", POEMS);
        Files.createSymbolicLink(folder.resolve("poems/..data"), Path.of("..2024_05_08"));
        Files.createSymbolicLink(folder.resolve("poems/SKILL.md"), Path.of("..data/SKILL.md"));

        assertFalse(view("{\"name\":\"poems\"}").isEmpty());
    }

    @Test
    void refusesSkillsThatAreLinksToElsewhere() throws IOException {
        Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("SKILL.md"), POEMS);
        Files.createSymbolicLink(folder.resolve("poems"), elsewhere);
        Files.createDirectory(folder.resolve("half"));
        Files.createSymbolicLink(folder.resolve("half/SKILL.md"), elsewhere.resolve("SKILL.md"));

        assertEquals(List.of(), skills.usable());
        assertTrue(skills.all().stream().allMatch(skill -> skill.fault().orElseThrow().contains("outside")), skills.all().toString());
        assertEquals(2, skills.all().size());
    }

    @Test
    void keepsNamesApart() throws IOException {
        lay("a/SKILL.md", POEMS);
        lay("b/SKILL.md", POEMS);

        assertEquals(1, skills.usable().size());
        assertTrue(skills.all().stream().anyMatch(skill -> skill.fault().orElse("").equals("another skill is called poems")));
    }

    @Test
    void boundsWhatModelsAreTold() throws IOException {
        for (int i = 0; i < 120; i++) {
            lay("skill" + i + "/SKILL.md", skill("name: skill" + i + "\ndescription: " + "Long words. ".repeat(60)));
        }

        assertEquals(100, skills.usable().size());
        assertTrue(tool.parameters().toString().length() < 20_000, tool.parameters().toString().length() + "");
    }

    @Test
    void takesWindowsLineEndsAndMarks() throws IOException {
        Files.write(Files.createDirectories(folder.resolve("poems")).resolve("SKILL.md"),
                ("\uFEFF" + POEMS.replace("\n", "\r\n")).getBytes(StandardCharsets.UTF_8));

        assertEquals(1, skills.usable().size(), skills.all().toString());
    }

    @Test
    void needsNoFolder() throws IOException {
        Files.delete(folder);

        assertEquals(List.of(), skills.all());
    }
}
