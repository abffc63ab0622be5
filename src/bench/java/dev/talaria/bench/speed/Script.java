package dev.talaria.bench.speed;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the scripted model answers: the tokens {@code w0 w1 w2 …}. It is written into the prompt, where the model finds it whatever lies
 * between.
 *
 * @param tokens how many
 * @param pause  before each token of a streamed answer but the first; zero for one after the other
 */
record Script(int tokens, Duration pause) {
    private static final Pattern NAME = Pattern.compile("script-t(\\d{1,6})-p(\\d{1,6})");

    static Script of(int tokens) {
        return new Script(tokens, Duration.ZERO);
    }

    /** Returns the script that a request's body names last. */
    static Optional<Script> in(String body) {
        Matcher matcher = NAME.matcher(body);
        MatchResult last = null;
        while (matcher.find()) {
            last = matcher.toMatchResult();
        }
        return Optional.ofNullable(last)
                .map(found -> new Script(Integer.parseInt(found.group(1)), Duration.ofMillis(Integer.parseInt(found.group(2)))));
    }

    String name() {
        return "script-t" + tokens + "-p" + pause.toMillis();
    }

    static String token(int number) {
        return number == 0 ? "w0" : " w" + number;
    }
}
