package dev.talaria.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import dev.talaria.testing.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever follows the README and its pages gets what they promise. */
class ReadmeIT {
    private static final Pattern SHELL_BLOCK = Pattern.compile("(?s)\n```sh\n(.*?)```");
    private static final String START = "mvn jetty:run";
    private static final String PORT = "8642";

    @Test
    void keepsItsPromises(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(Programs.areInstalled("bash", "curl", "mvn"), "the README's commands need bash, curl and mvn");
        String readme = Files.readString(Path.of("README.md"));
        assertTrue(readme.contains("\n" + START + "\n"), "the README no longer says how to start");
        List<String> commands = new ArrayList<>();
        for (Path page : pages()) {
            SHELL_BLOCK.matcher(Files.readString(page)).results().map(found -> found.group(1)).forEach(commands::add);
        }

        List<String> answers = new ArrayList<>();
        try (RunningProject project = RunningProject.start(ProjectCopy.into(folder), START)) {
            for (String command : commands) {
                answers.add(output(command.replace(PORT, Integer.toString(project.port()))));
            }
        }

        assertTrue(content(answers, commands, "tuesday").contains("teal"), answers::toString);
        assertFalse(content(answers, commands, "user-43").contains("teal"), answers::toString);
    }

    /** The README first, and the pages that it leads to. */
    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(Path.of("src", "docs"))) {
            return Stream.concat(Stream.of(Path.of("README.md")), docs.filter(path -> path.toString().endsWith(".md")).sorted()).toList();
        }
    }

    /** What the model said to the only command that holds this word. */
    private static String content(List<String> answers, List<String> commands, String word) {
        List<Integer> found = Stream.iterate(0, i -> i < commands.size(), i -> i + 1).filter(i -> commands.get(i).contains(word)).toList();
        assertEquals(1, found.size(), word);
        return Json.parse(answers.get(found.get(0))).asJsonObject().getJsonArray("choices").getJsonObject(0).getJsonObject("message")
                .getString("content");
    }

    private static String output(String command) throws Exception {
        Process shell = new ProcessBuilder("bash", "-euo", "pipefail", "-c", command.replace("curl -sS", "curl --fail-with-body -m 60 -sS"))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, shell.waitFor(), command + "\n" + said);
        return said;
    }
}
