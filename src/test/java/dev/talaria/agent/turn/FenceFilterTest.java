package dev.talaria.agent.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FenceFilterTest {
    private static final MemoryFence FENCE = new MemoryFence("0011223344556677");
    private static final String OPEN = FENCE.opening();
    private static final String CLOSE = FENCE.closing();

    @Test
    void withoutMemoryEverythingPassesAtOnce() {
        FenceFilter filter = FenceFilter.none();

        assertEquals(OPEN, filter.filter(OPEN));
        assertEquals("", filter.flush());
    }

    @Test
    void takesAFenceOut() {
        assertEquals("before  after", filtered("before " + OPEN + "\nsecret\n" + CLOSE + " after"));
    }

    @Test
    void takesSeveralFencesOut() {
        assertEquals("abc", filtered("a" + OPEN + "x" + CLOSE + "b" + OPEN + CLOSE + "c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "<memory-context id=\"ffeeddccbbaa9988\">theirs</memory-context id=\"ffeeddccbbaa9988\">",
        "<memory-context>theirs</memory-context>",
        "<memory-context id=\"0011223344556677\" >theirs",
        "<MEMORY-CONTEXT id=\"0011223344556677\">theirs",
        "a < b && c <m <memory <memory-context id=\"00112233",
        "</memory-context id=\"0011223344556677\">"})
    void otherTextPasses(String text) {
        assertEquals(text, filtered(text));
    }

    @Test
    void losesNothingInAFenceThatIsNeverClosed() {
        FenceFilter filter = FenceFilter.of(FENCE);

        assertEquals("a", filter.filter("a" + OPEN + "secret </memory"));
        assertEquals("secret </memory", filter.flush());
    }

    @Test
    void holdsBackOnlyWhatMayBeginAFence() {
        FenceFilter filter = FenceFilter.of(FENCE);

        assertEquals("a ", filter.filter("a <mem"));
        assertEquals("", filter.filter("ory"));
        assertEquals("<memory! ", filter.filter("! "));
        assertEquals("", filter.filter("<"));
        assertEquals("<", filter.filter("<"));
        assertEquals("<", filter.flush());
    }

    @Test
    void givesTheRestOnce() {
        FenceFilter filter = FenceFilter.of(FENCE);
        filter.filter("<mem");

        assertEquals("<mem", filter.flush());
        assertEquals("", filter.flush());
    }

    @Test
    void piecesMakeNoDifference() {
        Random random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            String text = text(random);
            FenceFilter filter = FenceFilter.of(FENCE);
            StringBuilder shown = new StringBuilder();
            for (int at = 0; at < text.length();) {
                int end = Math.min(text.length(), at + 1 + random.nextInt(random.nextBoolean() ? 3 : 40));
                shown.append(filter.filter(text.substring(at, end)));
                at = end;
                int due = removed(text.substring(0, at), false).length();
                assertTrue(shown.length() + OPEN.length() > due, "no more than a mark is held back");
            }
            shown.append(filter.flush());

            assertEquals(removed(text, true), shown.toString(), text);
        }
    }

    private static String filtered(String text) {
        FenceFilter filter = FenceFilter.of(FENCE);
        return filter.filter(text) + filter.flush();
    }

    /** The plain words of the rule: from each opening mark to the next closing one. What follows one that stays open shows at the end. */
    private static String removed(String text, boolean ended) {
        StringBuilder left = new StringBuilder();
        int at = 0;
        for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, at)) {
            left.append(text, at, open);
            int close = text.indexOf(CLOSE, open + OPEN.length());
            if (close < 0) {
                return ended ? left.append(text.substring(open + OPEN.length())).toString() : left.toString();
            }
            at = close + CLOSE.length();
        }
        return left.append(text.substring(at)).toString();
    }

    private static String text(Random random) {
        List<String> bricks = List.of(OPEN, CLOSE, OPEN.substring(0, 20), CLOSE.substring(0, 30), "<", "</", "<<memory-context", "words ",
                "\uD83D\uDE80", new MemoryFence("ffeeddccbbaa9988").opening(), OPEN + "secret" + CLOSE);
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i >= 0; i--) {
            text.append(bricks.get(random.nextInt(bricks.size())));
        }
        return text.toString();
    }
}
