package dev.talaria.api.http;

import dev.talaria.error.ErrorCode;
import dev.talaria.scope.Preferences;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the headers by which a caller says how its turn is to be treated; their values are words in any case. */
final class PreferenceHeaders {
    private static final String DISCONNECT = "X-Hermes-Disconnect";
    private static final String MULTITASK = "X-Hermes-Multitask";
    private static final String HISTORY = "X-Hermes-History";
    private static final String TOOL_PROGRESS = "X-Hermes-Tool-Progress";
    private static final String TASK = "X-Hermes-Task";

    private enum Switch {
        ON, OFF
    }

    private final Function<String, List<String>> headers;

    PreferenceHeaders(Function<String, List<String>> headers) {
        this.headers = headers;
    }

    Preferences read() {
        return new Preferences(
                choice(HeaderNames.MEMORY, Switch.class).orElse(Switch.ON) == Switch.OFF,
                choice(DISCONNECT, Preferences.Disconnect.class).orElse(null),
                choice(MULTITASK, Preferences.Multitask.class).orElse(Preferences.DEFAULT.multitask()),
                choice(HISTORY, Preferences.History.class).orElse(Preferences.DEFAULT.history()),
                choice(TOOL_PROGRESS, Switch.class).orElse(Switch.ON) == Switch.ON,
                text(TASK).orElse(null));
    }

    private <E extends Enum<E>> Optional<E> choice(String name, Class<E> type) {
        return text(name).map(word -> Stream.of(type.getEnumConstants()).filter(e -> e.name().equalsIgnoreCase(word)).findFirst()
                .orElseThrow(() -> ErrorCode.INVALID_VALUE.at(name, name + " must be one of: " + words(type))));
    }

    private Optional<String> text(String name) {
        return HeaderField.of(name, ErrorCode.INVALID_VALUE).read(headers.apply(name));
    }

    private static <E extends Enum<E>> String words(Class<E> type) {
        return Stream.of(type.getEnumConstants()).map(e -> e.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", "));
    }
}
