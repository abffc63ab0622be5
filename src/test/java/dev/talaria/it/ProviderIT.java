package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.talaria.testing.OpenFiles;
import dev.talaria.testing.ProviderJar;
import dev.talaria.testing.ServerProcess;
import dev.talaria.testing.TestClient;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
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

/** A memory provider that a third party has put into the folder {@code lib} of the server's home. */
@ExtendWith(ArquillianExtension.class)
class ProviderIT {
    private static final String NAME = "foreign-memory";
    private static final Path JAR = Path.of(System.getProperty("it.folder"), DeployedTalaria.server(), "lib", "notebook.jar");

    @ArquillianResource
    private Deployer deployer;
    private int left;

    @Deployment(name = NAME, managed = false, testable = false)
    static WebArchive talaria() {
        return DeployedTalaria.war(Map.of("talaria.memory.provider", "notebook", "talaria.memory.notebook.title", "diary"));
    }

    @BeforeEach
    void deploy() throws IOException {
        left = ServerProcess.find().map(Undeployed::left).orElse(0);
        ProviderJar.write(JAR, ProviderJar.example(), "example.Notebook$Factory");
        deployer.deploy(NAME);
    }

    @AfterEach
    void undeploy() throws IOException {
        deployer.undeploy(NAME);
        Files.delete(JAR);
    }

    @Test
    void remembersByAJarOfSomebodyElse(@ArquillianResource @OperateOnDeployment(NAME) URL base) {
        assertEquals("notebook (diary)", provider(base));
        remembers(base);
    }

    @Test
    void takesTheJarThatWasExchangedWhileItWasDown(@ArquillianResource @OperateOnDeployment(NAME) URL base) throws IOException {
        ServerProcess server = ServerProcess.find().orElse(null);
        assumeTrue(server != null, "an embedded server gives each deployment another path");
        remembers(base);

        deployer.undeploy(NAME);

        assertFalse(OpenFiles.of(server.pid()).contains(JAR), "the server still has the jar open");
        Undeployed.await(server, base, left);
        ProviderJar.write(JAR, ProviderJar.example().replace("\"notebook (\"", "\"logbook (\""), "example.Notebook$Factory");
        deployer.deploy(NAME);
        assertEquals("logbook (diary)", provider(base));
        remembers(base);
    }

    private static String provider(URL base) {
        return client(base).with("X-Hermes-Session-Key", "any").get("/v1/memory/profile").json().getString("provider");
    }

    private static void remembers(URL base) {
        TestClient user = client(base).with("X-Hermes-Session-Key", "user-" + UUID.randomUUID());
        assertEquals(200, user.with("X-Hermes-Session-Id", UUID.randomUUID().toString()).chat("My favourite colour is teal.").status());
        DeployedTalaria.await(() -> user.get("/v1/memory/items").json().getJsonArray("data").size() == 2, () -> "nothing was delivered");

        String answer = user.with("X-Hermes-Session-Id", UUID.randomUUID().toString()).chat("What is my favourite colour?").content();

        assertTrue(answer.contains("teal"), answer);
    }

    private static TestClient client(URL base) {
        return new TestClient(URI.create(base.toString()), DeployedTalaria.KEY);
    }
}
