package dev.talaria.bench.speed;

import java.time.Duration;
import java.util.Map;

/**
 * What is asked of a server.
 *
 * @param connections how many at once, each of which asks again once it has its answer
 * @param atMost      how many answers in all; those under way are waited for
 * @param during      for how long a connection asks again
 * @param ramp        in which time the connections are opened, evenly
 * @param silent      how many further clients ask for a long stream and never read it
 * @param headers     of each request, beside the API key
 */
record Load(Dialect dialect, Script script, int connections, int atMost, Duration during, Duration ramp, int silent,
            Map<String, String> headers) {
    /** The calls of the API that can be compared, each with the marks of its tokens and of its end. */
    enum Dialect {
        CHAT("/v1/chat/completions", "", "\"content\":\"", "w"),
        STREAM("/v1/chat/completions", "", "\"content\":\"", "[DONE]"),
        RESPONSES("/v1/responses", "response.output_text.delta", "\"delta\":\"", "\"response.completed\""),
        RUNS("/v1/runs", "message.delta", "\"delta\":\"", "run.completed");

        final String path;
        /** What a line must contain to have a token. */
        final String deltaLine;
        /** What stands before its text. */
        final String text;
        /** What the last line of a whole answer contains. */
        final String end;

        Dialect(String path, String deltaLine, String text, String end) {
            this.path = path;
            this.deltaLine = deltaLine;
            this.text = text;
            this.end = end;
        }

        String body(Script script) {
            String prompt = "Say " + script.name();
            return switch (this) {
                case CHAT -> "{\"model\":\"talaria\",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}";
                case STREAM -> "{\"model\":\"talaria\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}";
                case RESPONSES -> "{\"model\":\"talaria\",\"stream\":true,\"input\":\"" + prompt + "\"}";
                case RUNS -> "{\"input\":\"" + prompt + "\"}";
            };
        }
    }

    private static final Duration LONG = Duration.ofHours(1);

    /** Asks for a time. */
    static Load of(Dialect dialect, Script script, int connections, Duration during) {
        return new Load(dialect, script, connections, Integer.MAX_VALUE, during, Duration.ZERO, 0, Map.of());
    }

    /** Opens so many streams in the given time, each once. */
    static Load once(Dialect dialect, Script script, int streams, Duration ramp) {
        return new Load(dialect, script, streams, streams, LONG, ramp, 0, Map.of());
    }

    /** Ends after so many answers. */
    Load atMost(int answers) {
        return new Load(dialect, script, connections, answers, during, ramp, silent, headers);
    }

    Load with(Map<String, String> others) {
        return new Load(dialect, script, connections, atMost, during, ramp, silent, others);
    }

    Load besideSilent(int clients) {
        return new Load(dialect, script, connections, atMost, during, ramp, clients, headers);
    }
}
