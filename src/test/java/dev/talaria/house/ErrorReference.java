package dev.talaria.house;

import dev.talaria.error.ErrorCode;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The catalogue of errors as people read it. */
final class ErrorReference {
    private ErrorReference() {
    }

    /** A Markdown table, one row a code, by status. */
    static String table() {
        return Stream.of(ErrorCode.values()).sorted(Comparator.comparingInt(ErrorCode::status)).map(ErrorReference::row)
                .collect(Collectors.joining("", """
                        | status | code | type |
                        |---|---|---|
                        """, ""));
    }

    private static String row(ErrorCode code) {
        return "| " + code.status() + " | `" + code.code() + "` | `" + code.type() + "` |\n";
    }
}
