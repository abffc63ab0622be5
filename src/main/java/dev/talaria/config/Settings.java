package dev.talaria.config;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.ExpressionConfigSourceInterceptor;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The texts of the settings, highest source first, and the values read so far. Collects faults instead of throwing. An empty value hides
 * those of lower sources; so does one with an expression {@code ${…}} that cannot be resolved.
 */
final class Settings {
    private static final int SYSTEM = 400;
    private static final int ENVIRONMENT = 300;
    private static final int FILE = 200;
    private static final int INIT_PARAMETERS = 100;
    private static final Map<Integer, String> SOURCE_NAMES =
            Map.of(SYSTEM, "system property", ENVIRONMENT, "environment", FILE, "file", INIT_PARAMETERS, "init parameter");
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{.*}", Pattern.DOTALL);

    private final Sources sources;
    private final Map<String, String> file;
    private final SmallRyeConfig config;
    private final List<String> faults;
    private final List<String> warnings = new ArrayList<>();
    private final Map<ConfigKey<?>, Optional<String>> texts = new LinkedHashMap<>();
    private final Map<ConfigKey<?>, Optional<?>> values = new HashMap<>();

    Settings(Sources sources, Map<String, String> file, List<String> faults) {
        this.sources = sources;
        this.file = file;
        this.config = new SmallRyeConfigBuilder()
                .forClassLoader(Settings.class.getClassLoader())
                .withInterceptors(new ExpressionConfigSourceInterceptor())
                .withSources(
                        new PropertiesConfigSource(sources.system(), SOURCE_NAMES.get(SYSTEM), SYSTEM),
                        new EnvConfigSource(sources.environment(), ENVIRONMENT),
                        new PropertiesConfigSource(file, SOURCE_NAMES.get(FILE), FILE),
                        new PropertiesConfigSource(sources.initParameters(), SOURCE_NAMES.get(INIT_PARAMETERS), INIT_PARAMETERS))
                .build();
        this.faults = faults;
    }

    /** Returns the value if it is set and valid. */
    <T> Optional<T> find(ConfigKey<T> key) {
        if (!values.containsKey(key)) {
            values.put(key, read(key));
        }
        @SuppressWarnings("unchecked")
        Optional<T> value = (Optional<T>) values.get(key);
        return value;
    }

    /** Returns the value, or the literal default; also the default if the value is invalid, so that further checks can run. */
    <T> T value(ConfigKey<T> key) {
        return find(key).or(key::literalFallback).orElseThrow();
    }

    /** Returns whether a text is set, valid or not. */
    boolean isSet(ConfigKey<?> key) {
        return text(key).isPresent();
    }

    /** Returns whether the text comes from the init parameters, which are only suggestions. */
    boolean isSuggested(ConfigKey<?> key) {
        return isSet(key) && config.getConfigValue(key.name()).getConfigSourceOrdinal() == INIT_PARAMETERS;
    }

    /** Returns every key that was read, in order. */
    List<ConfigKey<?>> keys() {
        return List.copyOf(texts.keySet());
    }

    Sources sources() {
        return sources;
    }

    /** Returns what the computed defaults depend on. */
    Sources.Machine machine() {
        return sources.machine();
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    void fault(ConfigKey<?> key, String what) {
        faults.add(key.name() + ": " + what);
    }

    void warn(ConfigKey<?> key, String what) {
        warnings.add(key.name() + ": " + what);
    }

    /** Warns of each set key that has no effect: harmless, but hardly intended, although an environment may hold it for other programs. */
    void ignored(String because, ConfigKey<?>... keys) {
        Stream.of(keys).filter(this::isSet).forEach(key -> warn(key, "ignored, since " + because));
    }

    /** Adds a fault for two settings that are valid each, but not together. */
    void refuseWith(ConfigKey<?> key, ConfigKey<?> other, String because) {
        if (isSet(key)) {
            fault(key, "cannot be set together with " + other.name() + ": " + because);
        }
    }

    void requireWith(ConfigKey<?> key, ConfigKey<?> required) {
        if (isSet(key) && !isSet(required)) {
            fault(key, "needs " + required.name() + " to be set too");
        }
    }

    private <T> Optional<T> read(ConfigKey<T> key) {
        String text = text(key).orElse(null);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(key.type().parse(text));
        } catch (IllegalArgumentException refused) {
            String shown = key.secret() ? "the value" : "\"" + text + "\"";
            String source = SOURCE_NAMES.get(config.getConfigValue(key.name()).getConfigSourceOrdinal());
            fault(key, shown + " (" + source + ") must be " + refused.getMessage());
            return Optional.empty();
        }
    }

    private Optional<String> text(ConfigKey<?> key) {
        if (!texts.containsKey(key)) {
            texts.put(key, expanded(key.name()));
        }
        return texts.get(key);
    }

    /**
     * Returns the settings with this name prefix, by the rest of their names. Names from environment variables are in lower case, with
     * dashes.
     */
    Map<String, String> below(String prefix) {
        String variables = ConfigKey.variable(prefix);
        Set<String> names = new TreeSet<>();
        Stream.of(sources.system(), file, sources.initParameters()).flatMap(source -> source.keySet().stream())
                .filter(name -> name.startsWith(prefix)).forEach(names::add);
        sources.environment().keySet().stream().filter(name -> name.startsWith(variables))
                .map(name -> prefix + name.substring(variables.length()).toLowerCase(Locale.ROOT).replace('_', '-')).forEach(names::add);
        Map<String, String> found = new HashMap<>();
        names.forEach(name -> expanded(name).ifPresent(text -> found.put(name.substring(prefix.length()), text)));
        return found;
    }

    private Optional<String> expanded(String name) {
        try {
            ConfigValue value = config.getConfigValue(name);
            String raw = value.getRawValue();
            // Without an expression nothing is an escape: a password keeps its `$$`.
            boolean expression = raw != null && EXPRESSION.matcher(raw).find();
            return Optional.ofNullable(expression ? value.getValue() : raw).filter(text -> !text.isBlank());
        } catch (NoSuchElementException unanswered) {
            return Optional.empty();
        } catch (IllegalArgumentException endless) {
            faults.add(name + ": its ${…} expression refers to itself");
            return Optional.empty();
        }
    }
}
