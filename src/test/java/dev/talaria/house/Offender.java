package dev.talaria.house;

import jakarta.json.bind.JsonbBuilder;
import jakarta.servlet.ServletException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.jdbi.v3.core.Jdbi;

/** Breaks every rule of the house, to show that each can fail. */
final class Offender {
    static int counter;

    private Offender() {
    }

    static void offend(Jdbi jdbi, Config config) throws ServletException, InterruptedException {
        Thread.sleep(counter);
        new Thread(JsonbBuilder::create).start();
        CompletableFuture.runAsync(() -> System.out.println(Instant.now())).orTimeout(1, TimeUnit.SECONDS);
        Logger.getGlobal().info(ServiceLoader.load(Offender.class).toString());
        throw new ServletException(config.toString(), new SQLException(jdbi.toString()));
    }

    static final class OffenceManager {
        private OffenceManager() {
        }
    }
}
