package dev.talaria.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks at a page in light and dark, wide and narrow: takes its picture, and has axe look for what keeps people from using it. */
final class Looks {
    private static final Path PICTURES = Path.of("target/console-screenshots");
    private static final int HEIGHT = 900;
    private static final Set<String> SERIOUS = Set.of("serious", "critical");

    private enum Form {
        LIGHT(1280, false), DARK(1280, true), NARROW(390, false), NARROW_DARK(390, true);

        private final int width;
        private final boolean dark;

        Form(int width, boolean dark) {
            this.width = width;
            this.dark = dark;
        }
    }

    private final String axe = axe();

    private static String axe() {
        ClassLoader loader = Looks.class.getClassLoader();
        Properties properties = new Properties();
        try (InputStream in = loader.getResourceAsStream("META-INF/maven/org.webjars.npm/axe-core/pom.properties")) {
            properties.load(in);
            String path = "META-INF/resources/webjars/axe-core/" + properties.getProperty("version") + "/axe.min.js";
            try (InputStream program = loader.getResourceAsStream(path)) {
                return new String(program.readAllBytes(), UTF_8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param ready a condition that holds once the page shows what it should */
    void check(Tab tab, String name, String ready) {
        for (Form form : Form.values()) {
            tab.form(form.width, HEIGHT, form.dark);
            tab.until(ready);
            tab.evaluate("new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))");
            tab.picture(PICTURES.resolve(name + "-" + form.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".png"));
            assertTrue(Integer.parseInt(tab.evaluate("document.documentElement.scrollWidth").toString()) <= form.width,
                    () -> name + " is wider than " + form.width);
            assertEquals("", findings(tab), () -> name + " " + form);
        }
    }

    /** Nothing that was said has become markup that loads, runs or leads to a script. */
    void checkMarkup(Tab tab) {
        assertEquals("0", tab.evaluate("all('main img, main iframe, main script, main [onload], main [onerror], main [style*=url]')"
                + ".filter(element => element.localName !== 'img' || !element.src.startsWith('data:')).length").toString());
        assertEquals("0", tab.evaluate("all('main a').filter(link => !/^https?:/.test(link.href)).length").toString());
    }

    private String findings(Tab tab) {
        tab.evaluate("window.axe ? 0 : (() => {" + axe + "\n})()");
        JsonValue found = tab.evaluate("axe.run(document, { resultTypes: ['violations'] }).then(result => ({ all: result.violations.map("
                + "rule => ({ impact: rule.impact, id: rule.id, nodes: rule.nodes.map(node => node.html.slice(0, 200) + ' '"
                + " + (node.any[0]?.message ?? '')).slice(0, 3) })) }))");
        return found.asJsonObject().getJsonArray("all").getValuesAs(JsonObject.class).stream()
                .filter(rule -> SERIOUS.contains(rule.getString("impact"))).map(JsonObject::toString).collect(Collectors.joining("\n"));
    }
}
