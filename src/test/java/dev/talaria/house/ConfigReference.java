package dev.talaria.house;

import dev.talaria.config.ConfigKey;
import dev.talaria.config.ConfigKeys;
import java.util.stream.Collectors;

/** The declared settings as people read them. */
final class ConfigReference {
    private ConfigReference() {
    }

    /** A Markdown table, one row a setting. */
    static String table() {
        return ConfigKeys.all().stream().map(ConfigReference::row).collect(Collectors.joining("", """
                | setting | environment | type | default | |
                |---|---|---|---|---|
                """, ""));
    }

    /** An environment file in which everything is commented out and shows its default. */
    static String environmentFile() {
        return ConfigKeys.all().stream().map(ConfigReference::lines).collect(Collectors.joining("\n", """
                # The settings of Talaria as environment variables; what is commented out shows the default.

                """, ""));
    }

    private static String row(ConfigKey<?> key) {
        String shown = key.literal() ? "`" + key.fallback() + "`" : key.fallback();
        String bound = key.type().bound().isEmpty() ? "" : ": " + key.type().bound();
        return "| `" + key.name() + "` | `" + key.environmentName() + "` | " + cell(key.type().name() + bound) + " | " + cell(shown)
                + " | " + cell(key.sentence()) + " |\n";
    }

    private static String lines(ConfigKey<?> key) {
        String described = key.literal() || key.fallback().isEmpty() ? "" : " Default: " + key.fallback() + ".";
        String value = key.literal() ? quoted(key.fallback()) : "";
        return "# " + plain(key.sentence() + described) + "\n#" + key.environmentName() + "=" + value + "\n";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private static String plain(String text) {
        return text.replace("`", "");
    }

    private static String quoted(String value) {
        return value.contains(" ") ? "'" + value + "'" : value;
    }
}
