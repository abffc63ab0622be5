package dev.talaria.it.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.talaria.it.DeployedTalaria;
import dev.talaria.testing.TestClient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Connections to PostgreSQL from the pool that deploy/ gives the server; Tomcat's comes with its context file. */
@ExtendWith(ArquillianExtension.class)
class ServerPoolIT {
    private static final String NAME = "pooled";
    private static final Map<String, String> POOLS = Map.of("wildfly", "java:jboss/datasources/Talaria",
            "jetty", "java:comp/env/jdbc/talaria");

    @ArquillianResource
    private Deployer deployer;
    private EmbeddedPostgres postgres;

    @Deployment(name = NAME, managed = false, testable = false)
    static WebArchive talaria() {
        return DeployedTalaria.war(Map.of("talaria.datasource.jndi", POOLS.getOrDefault(DeployedTalaria.server(), "none"),
                "talaria.agent.id", "from-an-entry"));
    }

    @BeforeEach
    void deploy() throws IOException {
        assumeFalse(DeployedTalaria.server().startsWith("tomcat"), "see TomcatContextIT");
        postgres = EmbeddedPostgres.builder().setPort(Integer.getInteger("it.port.database")).start();
        deployer.deploy(NAME);
    }

    @AfterEach
    void undeploy() throws IOException {
        if (postgres != null) {
            deployer.undeploy(NAME);
            postgres.close();
        }
    }

    @Test
    void takesItsConnectionsFromTheServersPool(@ArquillianResource @OperateOnDeployment(NAME) URL base) throws SQLException {
        TestClient client = new TestClient(URI.create(base.toString()), DeployedTalaria.KEY);

        assertEquals("Hello", client.with("X-Hermes-Session-Id", "pooled").chat("say:Hello").content());

        assertEquals("from-an-entry", client.get("/v1/models").json().getJsonArray("data").getJsonObject(0).getString("id"));
        assertEquals(2, number("SELECT count(*) FROM message"));
        assertEquals(0, number("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'talaria'"), "connections of its own");
    }

    private int number(String query) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection(); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
