package dev.talaria.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.json.Json;
import dev.talaria.metric.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The dashboard and the alert rules name metrics and labels that exist, and pages that explain them. */
class DashboardTest {
    private static final Path DASHBOARD = Path.of("deploy/grafana/talaria.json");
    private static final Path RULES = Path.of("deploy/prometheus/talaria.rules.yml");
    private static final Pattern NAME = Pattern.compile("\\b(talaria|gen_ai|http_server)_[a-z_]+");
    private static final Pattern BY = Pattern.compile("by \\(([a-z_, ]+)\\)|\\{\\{([a-z_]+)}}|[{,]([a-z_]+)=");
    private static final Pattern RUNBOOK = Pattern.compile("runbook: (\\S+)#(\\S+)");

    @Test
    void nameMetricsThatExist() throws IOException {
        Set<String> known = new TreeSet<>();
        for (Metric metric : Metric.values()) {
            known.addAll(metric.buckets().length == 0 ? List.of(metric.prometheusName()) : Stream.of("_bucket", "_sum", "_count")
                    .map(suffix -> metric.prometheusName() + suffix).toList());
        }
        labels().forEach(known::add);
        assertEquals(Set.of(), found(NAME, DASHBOARD, known));
        assertEquals(Set.of(), found(NAME, RULES, known));
        assertTrue(found(NAME, DASHBOARD, Set.of()).size() > 20);
    }

    @Test
    void nameLabelsThatExist() throws IOException {
        for (Path file : List.of(DASHBOARD, RULES)) {
            Set<String> named = BY.matcher(text(file)).results().flatMap(DashboardTest::names)
                    .collect(Collectors.toCollection(TreeSet::new));
            named.removeAll(labels());
            named.remove("le");

            assertEquals(Set.of(), named, file.toString());
        }
    }

    @Test
    void leadToTheirPartOfThePage() throws IOException {
        List<MatchResult> runbooks = RUNBOOK.matcher(text(RULES)).results().toList();

        assertTrue(runbooks.size() > 10);
        for (MatchResult runbook : runbooks) {
            Set<String> anchors = Pattern.compile("(?m)^#+ (.+)$").matcher(text(Path.of(runbook.group(1)))).results()
                    .map(heading -> heading.group(1).toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
                    .collect(Collectors.toSet());
            assertTrue(anchors.contains(runbook.group(2)), runbook.group(2) + " is not among " + anchors);
        }
    }

    @Test
    void theDashboardIsJson() throws IOException {
        assertEquals("Talaria", Json.parse(text(DASHBOARD)).asJsonObject().getString("title"));
    }

    private static Set<String> labels() {
        return Arrays.stream(Metric.values()).flatMap(metric -> metric.labels().stream()).map(Metric::plain)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> names(MatchResult match) {
        String list = match.group(1) != null ? match.group(1) : match.group(2) != null ? match.group(2) : match.group(3);
        return Arrays.stream(list.split(",")).map(String::strip);
    }

    private static Set<String> found(Pattern pattern, Path file, Set<String> known) throws IOException {
        Set<String> found = pattern.matcher(text(file)).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
        found.removeAll(known);
        return found;
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file);
    }
}
