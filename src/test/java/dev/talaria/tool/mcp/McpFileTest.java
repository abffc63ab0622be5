package dev.talaria.tool.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class McpFileTest {
    private static McpFile read(String text) {
        return McpFile.read(Optional.of(McpServerTest.file(text)));
    }

    private static String fault(String text) {
        return assertThrows(IllegalArgumentException.class, () -> read(text)).getMessage();
    }

    @Test
    void readsServers() {
        McpServer server = read("{\"mcpServers\":{\"a\":{\"type\":\"http\",\"url\":\"https://x.example/mcp\",\"title\":\"X\",\"headers\":"
                + "{\"X-Key\":\"k\"},\"tools\":[\"b\",\"b\"],\"approval\":\"all\",\"connect_timeout\":\"2s\",\"call_timeout\":\"1h\","
                + "\"max_output\":500}}}").servers().get(0);

        assertEquals("X", server.title());
        assertEquals(Optional.of(Set.of("b")), server.allowed());
        assertTrue(server.approval().covers("anything"));
        assertEquals(new McpServer.Limits(Duration.ofSeconds(2), Duration.ofHours(1), 500), server.limits());
        assertEquals("k", ((McpServer.Endpoint.Http) server.endpoint()).headers().get("X-Key").reveal());
    }

    @Test
    void readsACommand() {
        McpServer server = read("{\"mcpServers\":{\"a\":{\"command\":\"npx\",\"args\":[\"-y\",\"x\",\"x\"]}}}").servers().get(0);

        assertEquals(new McpServer.Endpoint.Stdio(List.of("npx", "-y", "x", "x"), Map.of()), server.endpoint());
        assertEquals("a", server.title());
        assertEquals(McpServer.Approval.NONE, server.approval());
    }

    @Test
    void tellsAllFaultsAtOnce() {
        String fault = fault("{\"mcpServers\":{\"a_b\":{\"url\":\"ftp://x\"},\"c\":{\"command\":\"/no/such\",\"env\":{\"K\":{\"file\":"
                + "\"/no/such/secret\"}},\"max_output\":1,\"colour\":1},\"d\":{}}}");

        assertTrue(fault.contains("has 7 faults:"), fault);
        List.of("the name \"a_b\" must be", "a_b: url must be", "c: command: there is no program /no/such", "c: env.K.file cannot be read",
                "c: max_output must be", "c: unknown member colour", "d: it must have either a url or a command")
                .forEach(each -> assertTrue(fault.contains(each), each));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{|it is no JSON",
        "[]|it must be an object whose member mcpServers",
        "{\"mcpServers\":{\"a\":1}}|a must be an object",
        "{\"mcpServers\":{\"a\":{\"url\":\"http://x\",\"type\":\"sse\"}}}|type must be http",
        "{\"mcpServers\":{\"a\":{\"url\":\"http://x\",\"args\":[]}}}|args does not go with a url",
        "{\"mcpServers\":{\"a\":{\"url\":\"http://x\",\"headers\":{\"Host\":\"y\"}}}}|headers.Host is no header that may be set",
        "{\"mcpServers\":{\"a\":{\"url\":\"http://x\",\"headers\":{\"K\":\"a\\nb\"}}}}|headers.K has characters",
        "{\"mcpServers\":{\"a\":{\"url\":\"http://u:p@x/\"}}}|url must be",
        "{\"mcpServers\":{\"a\":{\"command\":\"x\",\"approval\":\"some\"}}}|approval must be",
        "{\"mcpServers\":{\"a\":{\"command\":\"x\",\"call_timeout\":5}}}|call_timeout must be",
        "{\"mcpServers\":{\"a\":{\"command\":\"./x\"}}}|a relative path is refused",
        "{\"mcpServers\":{\"a\":{\"command\":\"x\"},\"A\":{\"command\":\"x\"}}}|two servers are called A"})
    void refuses(String text, String why) {
        String fault = fault(text);

        assertTrue(fault.contains(why), fault);
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertThrows(IllegalArgumentException.class, () -> McpFile.read(Optional.of(Path.of("/no/such/file"))));
    }
}
