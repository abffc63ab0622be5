package dev.talaria.sdk;

import dev.talaria.testing.TestServer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each script runs against a server with the demo model, and against one whose upstream is the first. */
class SdkIT {
    private static final Path SCRIPTS = Path.of("src", "test", "sdk").toAbsolutePath();
    private static TestServer demo;
    private static TestServer relay;

    @BeforeAll
    static void start() {
        demo = TestServer.start();
        relay = TestServer.start(Map.of("talaria.model.base-url", demo.base() + "/v1", "talaria.model.api-key", TestServer.KEY,
                "talaria.model.name", "talaria"));
    }

    @AfterAll
    static void stop() {
        relay.close();
        demo.close();
    }

    @ParameterizedTest
    @CsvSource({"chat.py, openai", "responses.py, openai", "agents_sdk.py, agents", "pydantic_sdk.py, pydantic_ai",
        "langchain_sdk.py, langchain_openai"})
    void servesPython(String script, String module) throws Exception {
        Sdks.PYTHON.assumeHas(module);
        Path path = SCRIPTS.resolve("python").resolve(script);

        Sdks.PYTHON.run(path, demo);
        Sdks.PYTHON.run(path, relay);
    }

    @ParameterizedTest
    @CsvSource({"chat.mjs, openai", "responses.mjs, openai", "agents.mjs, @openai/agents", "ai.mjs, @ai-sdk/openai-compatible"})
    void servesNode(String script, String module) throws Exception {
        Sdks.NODE.assumeHas(module);
        Sdks.NODE.placed(SCRIPTS.resolve("node/suite.mjs"));
        Path path = Sdks.NODE.placed(SCRIPTS.resolve("node").resolve(script));

        Sdks.NODE.run(path, demo);
        Sdks.NODE.run(path, relay);
    }
}
