package dev.talaria.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** The types of the settings. A rejection carries the words that complete "it must be …". */
final class ValueTypes {
    private static final Pattern SEPARATORS = Pattern.compile("[,\\s]+");
    private static final Pattern LINE_BREAKS = Pattern.compile("\\R");
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}");
    private static final Pattern NETWORK = Pattern.compile("[0-9A-Fa-f:.]{2,45}(/[0-9]{1,3})?");
    private static final Pattern OMISSION = Pattern.compile("(?:tools|stream_options|stream|parallel_tool_calls|system_role|opaque_members"
            + "|refusal|null_content|image_detail|result_images|strict|prompt_cache_key)"
            + "(?:\\+(?:response_format|reasoning|stream|images)){0,4}");
    private static final Pattern PLUGIN = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final Pattern PEER = Pattern.compile("[^,\\s]{1,256}=[A-Za-z0-9_-]{1,100}");
    private static final Pattern TOOLSET = Pattern.compile("[a-z][a-z0-9_-]{0,63}|mcp[:-][A-Za-z0-9-]{1,32}");
    private static final Pattern HOST = Pattern.compile(
            "(?:\\*\\.)?[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,250}[A-Za-z0-9_])?|\\[[0-9A-Fa-f:]{2,39}]");
    private static final Pattern PORT = Pattern.compile("[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d\\d|655[0-2]\\d|6553[0-5]");
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}=[a-z]{2}");
    private static final String IDENTITY = "\\{X-Hermes-(?:User-Id|User-Name|Chat-Id|Chat-Name|Chat-Type|Thread-Id)}";
    private static final Pattern SCOPE = Pattern.compile("user|user\\+chat|session-key:(?:[^{},\\s]|" + IDENTITY + "){1,256}"
            + "|template:(?:[^{},\\s]|" + IDENTITY + "){0,256}?" + IDENTITY + "(?:[^{},\\s]|" + IDENTITY + "){0,256}");
    private static final Pattern BUDGET = Pattern.compile("(soft|hard):[0-9]{1,15}(\\.[0-9]{1,6})?(tokens|cost)/(day|month)");
    private static final Pattern PRICE = Pattern.compile("[^=,\\s]{1,256}=[0-9]{1,6}(\\.[0-9]{1,6})?(/[0-9]{1,6}(\\.[0-9]{1,6})?){1,2}");
    private static final int LONG_SECRET = 32;
    private static final Pattern VISIBLE_ASCII = Pattern.compile("[!-~]+");

    private ValueTypes() {
    }

    static ValueType<Boolean> flag() {
        return new ValueType<>("flag", "`true` or `false`", text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw must("`true` or `false`");
        });
    }

    static ValueType<Long> whole(long least, long most) {
        String bound = least + " to " + most;
        return new ValueType<>("whole number", bound, text -> {
            try {
                long number = Long.parseLong(text);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException notANumber) {
                // rejected below, together with a number out of bounds
            }
            throw must("a whole number from " + bound);
        });
    }

    static ValueType<Integer> count(int least, int most) {
        return whole(least, most).as(Math::toIntExact);
    }

    static ValueType<Long> bytes(long least, long most) {
        return whole(least, most).named("bytes");
    }

    static ValueType<Duration> duration(String least, String most) {
        Duration shortest = DurationText.parse(least);
        Duration longest = DurationText.parse(most);
        String bound = least + " to " + most;
        return new ValueType<>("duration", bound, text -> {
            Duration duration = DurationText.parse(text);
            if (duration.compareTo(shortest) < 0 || duration.compareTo(longest) > 0) {
                throw must("a duration from " + bound);
            }
            return duration;
        });
    }

    /** Any text up to a number of characters. */
    static ValueType<String> text(int most) {
        return new ValueType<>("text", "at most " + most + " characters", text -> {
            if (text.codePointCount(0, text.length()) > most) {
                throw must("at most " + most + " characters long");
            }
            return text;
        });
    }

    /** Text on one line that can travel in a header and be shown in a list. */
    static ValueType<String> line(int most) {
        return text(most).as(text -> {
            if (text.codePoints().anyMatch(Character::isISOControl)) {
                throw must("free of control characters");
            }
            return text;
        });
    }

    static ValueType<String> matching(String bound, Pattern pattern) {
        return new ValueType<>("text", bound, text -> {
            if (!pattern.matcher(text).matches()) {
                throw must(bound);
            }
            return text;
        });
    }

    /** One of some words. */
    static ValueType<String> oneOf(String... words) {
        List<String> quoted = Arrays.stream(words).map(word -> "`" + word + "`").toList();
        int last = words.length - 1;
        String bound = String.join(", ", quoted.subList(0, last)) + " or " + quoted.get(last);
        return matching(bound, Pattern.compile(String.join("|", words)));
    }

    static ValueType<Secret> secret() {
        return line(4096).named("secret").as(Secret::new);
    }

    /** The minimum for an HS256 signature (RFC 7518, section 3.2). */
    static ValueType<Secret> longSecret() {
        return line(4096).named("secret").as(text -> {
            if (text.getBytes(StandardCharsets.UTF_8).length < LONG_SECRET) {
                throw must("at least " + LONG_SECRET + " bytes long");
            }
            return new Secret(text);
        });
    }

    /** API keys that a header can carry, separated by commas, blanks or line breaks. */
    static ValueType<List<Secret>> secrets() {
        String bound = "keys of visible ASCII characters, separated by commas, blanks or line breaks";
        return new ValueType<>("list", bound, text -> elements(SEPARATORS, text, bound).stream().map(key -> {
            if (!VISIBLE_ASCII.matcher(key).matches()) {
                throw must(bound);
            }
            return new Secret(key);
        }).toList());
    }

    /** Secrets by name: {@code name=secret}, separated by commas, blanks or line breaks. */
    static ValueType<Map<String, Secret>> secretsByName() {
        String bound = "`name=secret`, separated by commas, blanks or line breaks";
        return new ValueType<>("list", bound, text -> {
            Map<String, Secret> secrets = new HashMap<>();
            for (String element : elements(SEPARATORS, text, bound)) {
                int equals = element.indexOf('=');
                if (equals < 1 || !VISIBLE_ASCII.matcher(element).matches() || equals == element.length() - 1) {
                    throw must(bound);
                }
                secrets.put(element.substring(0, equals), new Secret(element.substring(equals + 1)));
            }
            return Map.copyOf(secrets);
        });
    }

    static ValueType<List<String>> origins() {
        String bound = "origins like `https://chat.example.com`, separated by commas, or `*` alone";
        return new ValueType<>("list", bound, text -> {
            List<String> origins = elements(SEPARATORS, text, bound);
            if (!origins.equals(List.of("*")) && !origins.stream().allMatch(UrlText::isOrigin)) {
                throw must(bound);
            }
            return origins;
        });
    }

    static ValueType<List<String>> headers() {
        return listOf(HEADER, "names of headers, separated by commas");
    }

    static ValueType<List<String>> networks() {
        return listOf(NETWORK, "addresses or networks like `10.0.0.0/8`, separated by commas");
    }

    /** Language codes by tenant; the last one for a tenant counts. */
    static ValueType<Map<String, String>> languages() {
        String bound = "pairs like `acme=de`, separated by commas";
        return new ValueType<>("list", bound, text -> listOf(LANGUAGE, bound).parse(text).stream().map(pair -> pair.split("="))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (first, last) -> last)));
    }

    /** Names of Honcho's peers by user id; the last one for a user counts. */
    static ValueType<Map<String, String>> peers() {
        String bound = "pairs like `user-42=ann`, separated by commas; names of up to 100 letters, digits, dashes or underscores";
        return new ValueType<>("list", bound, text -> {
            Map<String, String> peers = new HashMap<>();
            for (String pair : listOf(PEER, bound).parse(text)) {
                int end = pair.lastIndexOf('=');
                peers.put(pair.substring(0, end), pair.substring(end + 1));
            }
            return Map.copyOf(peers);
        });
    }

    /** Prices by model; the last one for a model counts. */
    static ValueType<Map<String, String>> prices() {
        String bound = "prices like `gpt-4o=2.50/10` or `gpt-4o=2.50/10/1.25`, separated by commas";
        return new ValueType<>("list", bound, text -> listOf(PRICE, bound).parse(text).stream()
                .collect(Collectors.toMap(price -> price.substring(0, price.lastIndexOf('=')),
                        price -> price.substring(price.lastIndexOf('=') + 1), (first, last) -> last)));
    }

    static ValueType<List<String>> budgets() {
        return listOf(BUDGET, "budgets like `soft:8cost/month` or `hard:1000000tokens/day`, separated by commas");
    }

    /** Memory scopes, as the policies of API keys name them. */
    static ValueType<List<String>> scopes() {
        return listOf(SCOPE, "`user`, `user+chat`, `session-key:TEXT` or `template:TEXT`, separated by commas");
    }

    /** Parts of requests to an upstream to leave out; the model client maps them to the upstream's names. */
    static ValueType<List<String>> omissions() {
        return listOf(OMISSION, "names as the log shows them, separated by commas");
    }

    /** Names of parts in jars of others. */
    static ValueType<List<String>> plugins() {
        return listOf(PLUGIN, "names in lower case, separated by commas");
    }

    /** Names of toolsets, which ones there are is known later; {@code none} is the empty list. */
    static ValueType<List<String>> toolsets() {
        String bound = "names of toolsets, separated by commas, or `none` alone";
        return listOf(TOOLSET, bound).as(names -> {
            if (names.contains("none") && names.size() > 1) {
                throw must(bound);
            }
            return names.equals(List.of("none")) ? List.of() : names.stream().distinct().toList();
        });
    }

    static ValueType<List<String>> hosts() {
        return listOf(HOST, "host names like `example.com`, or `*.example.com` for all below it, separated by commas")
                .as(hosts -> hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList());
    }

    static ValueType<List<Integer>> ports() {
        return listOf(PORT, "ports, separated by commas").as(ports -> ports.stream().map(Integer::valueOf).toList());
    }

    private static ValueType<List<String>> listOf(Pattern pattern, String bound) {
        return new ValueType<>("list", bound, text -> {
            List<String> all = elements(SEPARATORS, text, bound);
            if (!all.stream().allMatch(pattern.asMatchPredicate())) {
                throw must(bound);
            }
            return all;
        });
    }

    static ValueType<List<String>> patterns() {
        String bound = "regular expressions, one a line";
        return new ValueType<>("list", bound, text -> {
            List<String> patterns = elements(LINE_BREAKS, text, bound);
            try {
                patterns.forEach(Pattern::compile);
            } catch (PatternSyntaxException broken) {
                throw must(bound + " (" + broken.getDescription() + ")");
            }
            return patterns;
        });
    }

    /** An absolute path, so that nothing depends on the folder that the server was started from. */
    static ValueType<Path> path() {
        return new ValueType<>("path", "absolute", text -> {
            try {
                Path path = Path.of(text);
                if (path.isAbsolute()) {
                    return path.normalize();
                }
            } catch (InvalidPathException notAPath) {
                // rejected below, together with a relative one
            }
            throw must("an absolute path");
        });
    }

    static IllegalArgumentException must(String be) {
        return new IllegalArgumentException(be);
    }

    private static List<String> elements(Pattern separators, String text, String bound) {
        List<String> elements = Arrays.stream(separators.split(text)).map(String::strip).filter(element -> !element.isEmpty()).toList();
        if (elements.isEmpty()) {
            throw must(bound);
        }
        return elements;
    }
}
