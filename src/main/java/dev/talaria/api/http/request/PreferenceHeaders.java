package dev.talaria.api.http.request;

import dev.talaria.error.ErrorCode;
import dev.talaria.scope.Preferences;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the headers with a caller's preferences for its turn; their values are words in any case. */
public final class PreferenceHeaders {
    private static final HeaderField MEMORY = HeaderField.of(HeaderNames.MEMORY, ErrorCode.INVALID_VALUE);
    private static final HeaderField DISCONNECT = HeaderField.of("X-Hermes-Disconnect", ErrorCode.INVALID_VALUE);
    private static final HeaderField MULTITASK = HeaderField.of("X-Hermes-Multitask", ErrorCode.INVALID_VALUE);
    private static final HeaderField HISTORY = HeaderField.of("X-Hermes-History", ErrorCode.INVALID_VALUE);
    private static final HeaderField TOOL_PROGRESS = HeaderField.of("X-Hermes-Tool-Progress", ErrorCode.INVALID_VALUE);
    private static final HeaderField TASK = HeaderField.of("X-Hermes-Task", ErrorCode.INVALID_VALUE);
    /** All of them, in canonical spelling. */
    public static final List<String> NAMES = Stream.of(MEMORY, DISCONNECT, MULTITASK, HISTORY, TOOL_PROGRESS, TASK).map(HeaderField::name)
            .toList();

    private enum Switch {
        ON, OFF
    }

    private final Function<String, List<String>> headers;
    private final Preferences usual;

    /** @param usual the defaults for absent headers */
    PreferenceHeaders(Function<String, List<String>> headers, Preferences usual) {
        this.headers = headers;
        this.usual = usual;
    }

    Preferences read() {
        return new Preferences(
                choice(MEMORY, Switch.class).orElse(Switch.ON) == Switch.OFF,
                choice(DISCONNECT, Preferences.Disconnect.class).orElse(usual.disconnect()),
                choice(MULTITASK, Preferences.Multitask.class).orElse(usual.multitask()),
                choice(HISTORY, Preferences.History.class).orElse(usual.history()),
                choice(TOOL_PROGRESS, Switch.class).map(to -> to == Switch.ON).orElse(usual.toolProgress()),
                text(TASK).orElse(null));
    }

    private <E extends Enum<E>> Optional<E> choice(HeaderField field, Class<E> type) {
        return text(field).map(word -> Stream.of(type.getEnumConstants()).filter(e -> e.name().equalsIgnoreCase(word)).findFirst()
                .orElseThrow(() -> ErrorCode.INVALID_VALUE.at(field.name(), field.name() + " must be one of: " + words(type))));
    }

    private Optional<String> text(HeaderField field) {
        return field.read(headers.apply(field.name()));
    }

    private static <E extends Enum<E>> String words(Class<E> type) {
        return Stream.of(type.getEnumConstants()).map(e -> e.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", "));
    }
}
