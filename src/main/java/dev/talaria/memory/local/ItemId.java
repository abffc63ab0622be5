package dev.talaria.memory.local;

import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** The public id of a message: its sequence number, so that a list can continue after a deleted one, and a part of its own. */
final class ItemId {
    private static final String PREFIX = "mem_";
    private static final Pattern SHAPE = Pattern.compile(PREFIX + "[0-9a-f]{32}");
    private static final int DIGITS = 16;

    private ItemId() {
    }

    static String of(long seq) {
        HexFormat hex = HexFormat.of();
        return PREFIX + hex.toHexDigits(seq) + hex.toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    /** Returns the id's sequence number; empty for an invalid id. */
    static OptionalLong seq(String id) {
        if (!SHAPE.matcher(id).matches()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(HexFormat.fromHexDigitsToLong(id, PREFIX.length(), PREFIX.length() + DIGITS));
    }
}
