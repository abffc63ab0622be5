package dev.talaria.bench;

import java.util.Random;

/** Made-up words whose frequencies fall as those of a language do; the same ones each time. For one thread. */
final class MadeUpText {
    private static final int VOCABULARY = 40_000;
    /** The commonest words of a language are function words, which no index holds. */
    private static final int FUNCTION_WORDS = 60;

    private final Random random = new Random(7);

    String words(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            int rank = FUNCTION_WORDS + (int) (Math.pow((double) VOCABULARY / FUNCTION_WORDS, random.nextDouble()) * FUNCTION_WORDS);
            text.append("w").append(Integer.toString(rank * 7919, 26)).append(' ');
        }
        return text.toString();
    }
}
