package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The gate of the packaged WAR, asked over HTTP on whichever server the build has chosen. */
@ExtendWith(ArquillianExtension.class)
class GateIT {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final HttpClient CLIENT = HttpClient.newBuilder().connectTimeout(DEADLINE).build();

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive talaria() {
        File war = new File(System.getProperty("it.war"));
        return ShrinkWrap.create(ZipImporter.class, "talaria.war").importFrom(war).as(WebArchive.class);
    }

    @Test
    void tellsItsHealthToAnybody() throws Exception {
        HttpResponse<String> reply = get("health", null);

        assertEquals(200, reply.statusCode(), reply::body);
        assertTrue(reply.body().contains("\"status\":\"ok\""), reply::body);
    }

    @Test
    void refusesAWrongKey() throws Exception {
        HttpResponse<String> reply = get("v1/models", "wrong-key");

        assertEquals(401, reply.statusCode(), reply::body);
        assertTrue(reply.body().contains("\"code\":\"invalid_api_key\""), reply::body);
    }

    @Test
    void letsTheConfiguredKeyIn() throws Exception {
        HttpResponse<String> reply = get("v1/models", System.getProperty("it.api-key"));

        assertEquals(200, reply.statusCode(), reply::body);
        assertTrue(reply.body().contains("\"id\":\"talaria\""), reply::body);
    }

    private HttpResponse<String> get(String path, String key) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).timeout(DEADLINE);
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
