package dev.talaria.it;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.talaria.testing.DeclaredServlets;
import dev.talaria.testing.Programs;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How an operator sees the requests of each group of endpoints in the server's own tools: by JMX on Tomcat, by the CLI on WildFly. */
class RequestCountIT extends DeployedTalaria {
    private static final String PORT = System.getProperty("it.port.management");
    private static final Pattern COUNT_OF_CLI = Pattern.compile("(?s)\"(\\w+)\" => \\{[^{}]*\"request-count\" => (\\d+)L");

    @BeforeEach
    void onlyWhereServletsAreCounted() {
        assumeFalse(server().equals("jetty"), "Jetty counts no servlet's requests");
    }

    @Test
    void countsTheRequestsOfEachGroup() throws Exception {
        Map<String, Long> before = counts();
        Map<String, String> asked = Map.ofEntries(Map.entry("responses", "/v1/responses/none"),
                Map.entry("conversations", "/v1/conversations/none"), Map.entry("runs", "/v1/runs/none"),
                Map.entry("sessions", "/api/sessions"), Map.entry("memory", "/v1/memory/items"), Map.entry("models", "/v1/m%6Fdels/none"),
                Map.entry("skills", "/v1/skills"), Map.entry("toolsets", "/v1/toolsets"), Map.entry("capabilities", "/v1/capabilities"),
                Map.entry("health", "/health"), Map.entry("keys", "/api/keys"), Map.entry("scopes", "/api/scopes"),
                Map.entry("outbox", "/api/outbox"), Map.entry("metrics", "/metrics"),
                Map.entry("audit", "/api/audit"), Map.entry("usage", "/api/usage"),
                Map.entry("admin", "/api/admin/drain"), Map.entry("approvals", "/v1/approvals"),
                Map.entry("model", "/api/model/options"), Map.entry("console", "/console/"));
        client().chat("say:hello");
        client().post("/mcp", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
        asked.values().forEach(client()::get);
        client().get("/nothing");

        Map<String, Long> expected = new TreeMap<>();
        DeclaredServlets.patterns().keySet().forEach(name -> expected.put(name, name.equals("refused") ? 0L : 1L));
        await(() -> since(before).equals(expected), () -> "counted " + since(before));
    }

    private static Map<String, Long> since(Map<String, Long> before) {
        try {
            Map<String, Long> now = counts();
            now.replaceAll((name, count) -> count - before.get(name));
            return now;
        } catch (IOException | JMException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Long> counts() throws IOException, JMException, InterruptedException {
        Map<String, Long> counts = server().equals("wildfly") ? countsOfWildFly() : countsOfTomcat();
        counts.keySet().retainAll(DeclaredServlets.patterns().keySet());
        return counts;
    }

    private static Map<String, Long> countsOfTomcat() throws IOException, JMException {
        Map<String, Long> counts = new TreeMap<>();
        JMXServiceURL url = new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + PORT + "/jmxrmi");
        try (JMXConnector connector = JMXConnectorFactory.connect(url)) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            ObjectName servlets = new ObjectName("Catalina:j2eeType=Servlet,WebModule=//localhost/talaria,*");
            for (ObjectName servlet : beans.queryNames(servlets, null)) {
                Number count = (Number) beans.getAttribute(servlet, "requestCount");
                counts.put(servlet.getKeyProperty("name"), count.longValue());
            }
        }
        return counts;
    }

    private static Map<String, Long> countsOfWildFly() throws IOException, InterruptedException {
        String said = Programs.output("'" + System.getProperty("it.server.home") + "/bin/jboss-cli.sh' --connect --controller=127.0.0.1:"
                + PORT + " '/deployment=talaria.war/subsystem=undertow:read-children-resources(child-type=servlet,include-runtime=true)'");
        Map<String, Long> counts = new TreeMap<>();
        COUNT_OF_CLI.matcher(said).results().forEach(found -> counts.put(found.group(1), Long.valueOf(found.group(2))));
        return counts;
    }
}
