package dev.talaria.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All settings. Each is declared where it is read: in the {@code of} of its part of {@link TalariaConfig}. */
public final class ConfigKeys {
    private static final List<ConfigKey<?>> ALL = read();

    private ConfigKeys() {
    }

    /** Returns the keys in the order in which they are read and the key table lists them. */
    public static List<ConfigKey<?>> all() {
        return ALL;
    }

    private static List<ConfigKey<?>> read() {
        Sources nothing = new Sources(Map.of(), Map.of(), Map.of(), Sources.Machine.current());
        Settings settings = new Settings(nothing, Map.of(), new ArrayList<>());
        TalariaConfig.of(settings);
        return settings.keys();
    }
}
