package dev.talaria.house;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.config.ConfigKey;
import dev.talaria.config.ConfigKeys;
import dev.talaria.vendor.Vendor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the page of models names is there. */
class ModelsPageTest {
    private static final Path PAGE = Path.of("src", "docs", "models.md");
    private static final Pattern SETTING = Pattern.compile("`(talaria\\.[a-z.-]+)`");
    private static final Pattern VARIABLE = Pattern.compile("\\b(TALARIA_[A-Z_]+)(?:=([^\\s`\"]+))?");
    private static final Pattern URL = Pattern.compile("`(https?://[^`]+)`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)(?:#[^)]*)?\\)");
    private static final Map<String, ConfigKey<?>> BY_VARIABLE = ConfigKeys.all().stream()
            .collect(Collectors.toMap(ConfigKey::environmentName, Function.identity()));

    private String page;

    @BeforeEach
    void read() throws IOException {
        page = Files.readString(PAGE);
    }

    @Test
    void isLinkedFromTheReadme() throws IOException {
        assertTrue(Files.readString(Path.of("README.md")).contains("](src/docs/models.md)"));
    }

    @Test
    void hasARowForEachVendorOfTheMatrix() {
        List<String> rows = page.lines().filter(line -> line.startsWith("|")).map(line -> line.substring(line.lastIndexOf('|',
                line.length() - 2))).toList();

        assertEquals(List.of(), Arrays.stream(Vendor.values()).map(Vendor::name)
                .filter(vendor -> rows.stream().filter(("| `" + vendor + "` |")::equals).count() != 1).toList());
    }

    @Test
    void namesOnlySettingsThatExist() {
        List<String> names = ConfigKeys.all().stream().map(ConfigKey::name).toList();

        assertEquals(List.of(), found(SETTING).map(setting -> setting.group(1)).filter(name -> !names.contains(name)).toList());
        assertEquals(List.of(), found(VARIABLE).map(variable -> variable.group(1)).filter(name -> !BY_VARIABLE.containsKey(name)).toList());
    }

    @Test
    void givesThemValuesThatTheyTake() {
        found(VARIABLE).filter(variable -> variable.group(2) != null).forEach(variable ->
                assertDoesNotThrow(() -> BY_VARIABLE.get(variable.group(1)).type().reading().apply(variable.group(2)), variable::group));
        found(URL).forEach(url ->
                assertDoesNotThrow(() -> BY_VARIABLE.get("TALARIA_MODEL_BASE_URL").type().reading().apply(url.group(1)), url::group));
    }

    @Test
    void linksToWhatIsThere() {
        assertEquals(List.of(), found(LINK).map(link -> link.group(1)).filter(link -> !link.contains("://"))
                .filter(link -> !Files.exists(PAGE.resolveSibling(link))).toList());
    }

    private Stream<MatchResult> found(Pattern pattern) {
        return pattern.matcher(page).results();
    }
}
