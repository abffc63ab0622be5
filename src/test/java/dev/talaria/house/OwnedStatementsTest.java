package dev.talaria.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every statement that reads or changes what belongs to somebody says whose: tenant and owner, or tenant and memory scope. It reads the
 * constants as the classes hold them, put together.
 */
class OwnedStatementsTest {
    private static final Path CLASSES = Path.of("target/classes");
    private static final Pattern STATEMENT = Pattern.compile("^(SELECT|UPDATE|DELETE|INSERT|WITH)\\b");
    private static final Pattern OWNERS =
            table("session|message|context_summary|run|run_event|tool_consent|idempotency|response|conversation");
    private static final Pattern SCOPES = table("memory_scope|memory_item|memory_vector|memory_revised|memory_embedded|memory_snapshot|"
            + "memory_profile|memory_undrawn|memory_source|memory_superseded|memory_summary|memory_unsummed|memory_spent");
    private static final Pattern TENANTS = table("audit|usage_day|api_key_use");
    private static final Pattern TENANT = named("tenant");
    private static final Pattern OWNER = named("owner");
    private static final Pattern SCOPE = named("scope");

    /** What need not say it, and why; the server's own work mostly. */
    private static final Map<String, String> EXCUSED = Map.ofEntries(
            Map.entry("ExpiredSessions.NEXT", "retention"),
            Map.entry("ExpiredRuns.DUE", "retention"),
            Map.entry("ExpiredResponses.OLD", "retention"),
            Map.entry("ExpiredIdempotencyKeys.DELETE", "retention"),
            Map.entry("AuditStore.DELETE_OLD", "retention"),
            Map.entry("UsageStore.DELETE_OLD", "retention"),
            Map.entry("AuditStore.OF_ALL", "for admins of the server alone"),
            Map.entry("UndrawnStore.IDLE", "finds sessions to summarize, whoever's"),
            Map.entry("UndrawnStore.WAITING", "counts for health"),
            Map.entry("CensusStore.LARGE", "reads large scopes before they are asked for"),
            Map.entry("RunStore.LEFT", "takes up what dead servers left"),
            Map.entry("RunStore.DISOWN", "takes up what dead servers left"),
            Map.entry("RunStore.OWN", "finds what this server has lost sight of"),
            Map.entry("RunErasureStore.LAST", "finds where a page of all runs ends"),
            Map.entry("RunErasureStore.OF_SCOPE", "a memory's runs, whoever's"),
            Map.entry("RunStore.OWN_IDS", "finds what others have taken from this server"),
            Map.entry("ForgettingStore.SCOPES_OF_SESSION", "finds the scopes themselves"),
            Map.entry("SessionStore.ADD", "the session's number came from its owner's row"));

    private static Pattern table(String names) {
        return Pattern.compile("\\b(FROM|JOIN|INTO|UPDATE)\\s+(" + names + ")\\b");
    }

    /** A condition in a WHERE or ON, or the column of an INSERT. */
    private static Pattern named(String column) {
        return Pattern.compile("\\b" + column + "\\b\\s*(=|,|\\))|\\b" + column + "\\b[^()]*\\) *(>|IN\\b)");
    }

    @Test
    void everyStatementSaysWhoseItIs() {
        Map<String, String> statements = statements();
        List<String> faults = new ArrayList<>();
        Set<String> excused = new HashSet<>();
        statements.forEach((name, sql) -> {
            if (EXCUSED.containsKey(name)) {
                excused.add(name);
            } else if (isOwnerless(sql)) {
                faults.add(name + ": " + sql);
            }
        });

        assertTrue(statements.size() > 60, () -> "only " + statements.size() + " statements were found");
        assertEquals(List.of(), faults);
        assertEquals(EXCUSED.keySet(), excused, "what is excused is there");
    }

    @Test
    void aStatementWithoutAnOwnerIsFound() {
        assertTrue(isOwnerless("SELECT * FROM session WHERE tenant = :tenant AND id = :id"));
        assertTrue(isOwnerless("DELETE FROM memory_item WHERE scope = :scope"));
        assertTrue(isOwnerless("SELECT tenant, owner, id FROM run WHERE id = :id"));
    }

    private static boolean isOwnerless(String sql) {
        String conditions = sql.startsWith("INSERT") ? sql : sql.replaceFirst("(?s)^.*?\\b(WHERE|ON)\\b", "");
        boolean tenant = TENANT.matcher(conditions).find();
        return OWNERS.matcher(sql).find() && !(tenant && OWNER.matcher(conditions).find())
                || SCOPES.matcher(sql).find() && !(tenant && SCOPE.matcher(conditions).find())
                || TENANTS.matcher(sql).find() && !tenant;
    }

    /** By class and constant; what is only a piece of another statement of its class is none. */
    private static Map<String, String> statements() {
        Map<String, String> statements = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(CLASSES)) {
            files.filter(file -> file.toString().endsWith(".class")).filter(OwnedStatementsTest::holdsSql).sorted().forEach(file -> {
                List<Field> constants = constants(file);
                List<String> texts = constants.stream().map(OwnedStatementsTest::text).toList();
                for (int i = 0; i < texts.size(); i++) {
                    String sql = texts.get(i);
                    boolean piece = texts.stream().anyMatch(other -> other.length() > sql.length() && other.contains(sql));
                    if (STATEMENT.matcher(sql.toUpperCase(Locale.ROOT)).find() && !piece) {
                        Field constant = constants.get(i);
                        statements.put(constant.getDeclaringClass().getSimpleName() + "." + constant.getName(), sql);
                    }
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return statements;
    }

    private static boolean holdsSql(Path file) {
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            return Pattern.compile("SELECT |UPDATE |DELETE FROM|INSERT INTO").matcher(text).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Field> constants(Path file) {
        String name = CLASSES.relativize(file).toString().replace(".class", "").replace('/', '.').replace('\\', '.');
        try {
            return Stream.of(Class.forName(name).getDeclaredFields())
                    .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == String.class).toList();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Field constant) {
        try {
            constant.setAccessible(true);
            return ((String) constant.get(null)).strip();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
