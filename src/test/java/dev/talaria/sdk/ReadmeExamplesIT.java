package dev.talaria.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The programs of the documentation do what they are there for, as they stand but for address and key. */
class ReadmeExamplesIT {
    private static final Pattern BLOCK = Pattern.compile("(?s)\n```(?:python|js)\n(.*?)```");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "PYTHON | openai | from openai import OpenAI | I do not know",
        "PYTHON | agents | from agents import | 22 degrees in Rome",
        "PYTHON | pydantic_ai | from pydantic_ai import | 22 degrees in Rome",
        "PYTHON | langchain | from langchain.agents import | 22 degrees in Rome",
        "NODE | @openai/agents | import { Agent, | 22 degrees in Rome",
        "NODE | ai | import { createOpenAI } | 22 degrees in Rome"})
    void tellWhatTheyPromise(Sdks sdks, String module, String beginning, String answer) throws Exception {
        sdks.assumeHas(module);
        try (TestServer server = TestServer.start()) {
            String program = example(beginning).replace("http://127.0.0.1:8642", server.base().toString())
                    .replace("talaria-dev-key", TestServer.KEY);
            Path script = sdks.placed(Files.writeString(folder.resolve("readme.mjs"), program));

            String said = sdks.run(script, server);

            assertTrue(said.contains(answer), said);
        }
    }

    private static String example(String beginning) throws Exception {
        List<String> found = BLOCK.matcher(Files.readString(Path.of("src", "docs", "clients.md"))).results().map(block -> block.group(1))
                .filter(text -> text.startsWith(beginning)).toList();
        assertEquals(1, found.size(), "examples that begin with " + beginning);
        return found.get(0);
    }
}
