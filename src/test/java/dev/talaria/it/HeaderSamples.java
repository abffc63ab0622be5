package dev.talaria.it;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Values of headers that somebody will send one day, one char for each byte. The same in every run. */
final class HeaderSamples {
    static final long SEED = 4711;
    private static final List<String> TEXTS = List.of("a", "A", "a b", "a:b", "a-b", "a_b", "a.b", "a,b", "a, b", "a;b", "a=b",
            "a|b", "\"a\"", "'a'", "<a>", "a&b", "a#b", "a?b", "a*b", "a+b", "%61", "%2561", "%", "%4", "%zz", "%41%42",
            "%C3%BC", "%c3%bc", "%C3", "%00", "%0a", "%7B%7Bx%7D%7D", "{{a}}", "{{", "}}", "{a}", "0", "00", "null",
            "undefined", "\u00e9", "e\u0301", "\u212b", "\u00c5", "A\u030a", "\uff41", "\u0430", "\ufb01", "fi", "\u00df", "ss",
            "\u0130", "i", "a\u200b", "a\u00ad", "a\u200d", "\ufeffa", "\u202ea", "\u2066a\u2069", "a\u00a0b", "a\u2003b",
            "\u2028", "a\u2028b", "\u65e5\u672c\u8a9e", "\u0643\u0644\u0645\u0629", "\ud83d\ude00",
            "\ud83d\udc69\u200d\ud83d\ude80", "a".repeat(255), "a".repeat(256), "\u00fc".repeat(256),
            "\ud83d\ude00".repeat(256));
    private static final List<String> REFUSED = List.of("a".repeat(257), "a".repeat(300), "\u00fc".repeat(300),
            "\ud83d\ude00".repeat(300), "a\u0085b", "\u009f", "..", "a/b", "a\\b", "../a");
    /** Cut short, too long for what they say, beyond Unicode, halves of pairs. */
    private static final List<String> BROKEN = List.of("\u00e9", "a\u00c3", "\u00c3(", "\u00c0\u00af", "\u00e0\u0080\u0080",
            "\u00ed\u00a0\u0080", "\u00f4\u0090\u0080\u0080", "\u00f8\u0088\u0080\u0080\u0080", "\u0080", "\u00bf",
            "\u00ff\u00fe", "\u00f0\u009f\u0098");

    private HeaderSamples() {
    }

    /** Each byte between letters, and alone or as the second of a character of two. */
    static List<String> everyByte() {
        List<String> values = new ArrayList<>();
        for (char b = 0; b <= 0xFF; b++) {
            values.addAll(List.of("a" + b + "c", b < 0x80 ? "" + b : "\u00c2" + b));
        }
        return values;
    }

    static List<String> texts() {
        List<String> values = new ArrayList<>(BROKEN);
        Stream.concat(TEXTS.stream(), REFUSED.stream()).map(HeaderSamples::utf8).forEach(values::add);
        return values;
    }

    /** One value or two, of random bytes or of samples. */
    static List<List<String>> random(int count) {
        Random random = new Random(SEED);
        List<String> samples = texts();
        List<List<String>> lists = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String sample = samples.get(random.nextInt(samples.size()));
            String other = random.nextBoolean() ? sample : samples.get(random.nextInt(samples.size()));
            lists.add(random.nextInt(3) == 0 ? List.of(bytes(random)) : List.of(sample, other));
        }
        return lists;
    }

    private static String bytes(Random random) {
        StringBuilder bytes = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            int b = random.nextBoolean() ? 0x20 + random.nextInt(0x5F) : random.nextInt(0x100);
            bytes.append((char) b);
        }
        return bytes.toString();
    }

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
