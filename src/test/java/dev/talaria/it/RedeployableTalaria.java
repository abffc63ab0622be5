package dev.talaria.it;

import dev.talaria.testing.TestClient;
import java.net.URI;
import java.net.URL;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The base of tests that take the application down themselves, or leave it unfit for the next one: each test has a deployment of its own.
 * Its address is known once it is deployed, so a test asks for it as a parameter.
 */
@ExtendWith(ArquillianExtension.class)
abstract class RedeployableTalaria {
    static final String NAME = "redeployable";

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = NAME, managed = false, testable = false)
    static WebArchive talaria() {
        return DeployedTalaria.war();
    }

    @BeforeEach
    void deploy() {
        deployer.deploy(NAME);
    }

    @AfterEach
    void undeploy() {
        deployer.undeploy(NAME);
    }

    static TestClient client(URL base) {
        return new TestClient(URI.create(base.toString()), DeployedTalaria.KEY);
    }
}
