package dev.talaria.tool.mcp;

import dev.talaria.json.Json;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A scripted MCP server on standard input and output, as a process of its own. */
final class FakeMcpProcess {
    private FakeMcpProcess() {
    }

    /** An entry of the file of servers that starts this class by the JDK of the test. */
    static String entry() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Json.object(json -> {
            json.write("command", java).writeStartArray("args");
            List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                    FakeMcpProcess.class.getName()).forEach(json::write);
            json.writeEnd().writeStartObject("env").write("GIVEN", "by the file").writeEnd().write("connect_timeout", "1m");
        });
    }

    /** Ends with its input, as servers should, unless it was told to hang. */
    public static void main(String[] args) throws IOException {
        FakeMcp mcp = new FakeMcp(false);
        mcp.add("env");
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println("words that are no message");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            JsonObject request = Json.parse(line).asJsonObject();
            String tool = request.getString("method").equals("tools/call") ? request.getJsonObject("params").getString("name") : "";
            if (tool.equals("die")) {
                System.err.println("something broke");
                Runtime.getRuntime().halt(3);
            }
            if (tool.equals("grow")) {
                mcp.add("extra");
                out.println("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
            }
            if (request.containsKey("id") && !tool.equals("hang")) {
                out.println(mcp.answer(request));
            }
        }
    }
}
