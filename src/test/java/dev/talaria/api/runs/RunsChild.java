package dev.talaria.api.runs;

import dev.talaria.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Another Java process that serves from the database of a home until it is destroyed; it tells its port. */
public final class RunsChild {
    private RunsChild() {
    }

    static Process start(Path home) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-cp",
                System.getProperty("java.class.path"), RunsChild.class.getName(), home.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    static TestServer serve(Path home) {
        return TestServer.start(Map.of("talaria.home", home.toString(), "talaria.store.url", ""));
    }

    public static void main(String[] arguments) throws Exception {
        try (TestServer server = serve(Path.of(arguments[0]))) {
            System.out.println("base " + server.base());
            System.out.flush();
            new CountDownLatch(1).await(2, TimeUnit.MINUTES);
        }
    }
}
