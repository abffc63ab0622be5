package dev.talaria.store;

import dev.talaria.store.sql.Dialect;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;

/**
 * Brings the tables to the newest version. The scripts contain placeholders for types, which {@link Dialect#types} fills in. They are
 * listed here instead of searched for: every server presents the class path of a web application differently, and scanning it is slow.
 */
final class Migrations {
    static final String FOLDER = "/dev/talaria/db/";
    static final List<String> SCRIPTS = List.of("V1__sessions.sql", "V2__runs.sql", "V3__responses.sql", "V4__memory.sql", "V5__outbox.sql",
            "V6__keys.sql", "V7__facts.sql", "V8__consents.sql", "V10__operations.sql");

    private Migrations() {
    }

    static void run(DataSource source, Dialect dialect) {
        Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(source)
                .resourceProvider(new Scripts())
                .placeholders(dialect.types())
                .skipDefaultCallbacks(true)
                .loggers("slf4j")
                .load()
                .migrate();
    }

    private static final class Scripts implements ResourceProvider {
        @Override
        public LoadableResource getResource(String name) {
            return SCRIPTS.contains(name) ? new Script(name) : null;
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return SCRIPTS.stream()
                    .filter(name -> name.startsWith(prefix) && Arrays.stream(suffixes).anyMatch(name::endsWith))
                    .<LoadableResource>map(Script::new).toList();
        }
    }

    private static final class Script extends LoadableResource {
        private final String name;

        Script(String name) {
            this.name = name;
        }

        @Override
        public Reader read() {
            try (InputStream in = Migrations.class.getResourceAsStream(FOLDER + name)) {
                StringWriter text = new StringWriter();
                new InputStreamReader(in, StandardCharsets.UTF_8).transferTo(text);
                return new StringReader(text.toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String getAbsolutePath() {
            return FOLDER + name;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return FOLDER + name;
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }
}
