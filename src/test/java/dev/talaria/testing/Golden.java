package dev.talaria.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Compares text with a file below {@code src/test/resources/wire}, to the character. */
public final class Golden {
    private static final int CONTEXT = 60;

    private Golden() {
    }

    /** @param file e.g. {@code chat/plain.sse}; a line break at the end of a {@code .json} file does not count */
    public static void assertMatches(String file, String actual) {
        String expected = file.endsWith(".json") ? read(file).strip() : read(file);
        if (expected.equals(actual)) {
            return;
        }
        int at = 0;
        while (at < Math.min(expected.length(), actual.length()) && expected.charAt(at) == actual.charAt(at)) {
            at++;
        }
        throw new AssertionError(file + " differs at character " + at + "\nexpected: " + near(expected, at)
                + "\nactual:   " + near(actual, at) + "\nwhole:\n" + actual);
    }

    private static String near(String text, int at) {
        String cut = text.substring(Math.max(0, at - CONTEXT), Math.min(text.length(), at + CONTEXT));
        return cut.replace("\n", "\\n");
    }

    private static String read(String file) {
        try (InputStream in = Golden.class.getResourceAsStream("/wire/" + file)) {
            if (in == null) {
                throw new AssertionError("there is no src/test/resources/wire/" + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
