package dev.talaria.house;

import dev.talaria.error.ErrorCode;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The catalogue of errors as people read it. */
final class ErrorReference {
    private ErrorReference() {
    }

    /** The rows of a Markdown table without their advice, one row a code, by status. */
    static List<String> rows() {
        return Stream.of(ErrorCode.values()).sorted(Comparator.comparingInt(ErrorCode::status))
                .map(code -> "| " + code.status() + " | `" + code.code() + "` | `" + code.type() + "` |").toList();
    }
}
