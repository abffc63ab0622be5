package dev.talaria.model.openai.reply;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing byte array with a limit. For one thread at a time. */
public final class Bytes {
    private static final int KEPT = 16 * 1024;
    private static final int FIRST = 256;

    private final int limit;
    private byte[] content = new byte[FIRST];
    private int size;

    public Bytes(int limit) {
        this.limit = limit;
    }

    public int size() {
        return size;
    }

    int at(int index) {
        return content[index];
    }

    /** Appends {@code count} bytes of the buffer; returns false, and appends nothing, if that exceeds the limit. */
    public boolean append(ByteBuffer from, int count) {
        if (!reserve(count)) {
            return false;
        }
        from.get(content, size, count);
        size += count;
        return true;
    }

    boolean append(Bytes other, int from, int to) {
        int count = to - from;
        if (!reserve(count)) {
            return false;
        }
        System.arraycopy(other.content, from, content, size, count);
        size += count;
        return true;
    }

    boolean append(char ascii) {
        if (!reserve(1)) {
            return false;
        }
        content[size++] = (byte) ascii;
        return true;
    }

    /** Returns a range decoded as UTF-8; malformed bytes become U+FFFD. */
    String text(int from, int to) {
        return new String(content, from, to - from, StandardCharsets.UTF_8);
    }

    public String text() {
        return text(0, size);
    }

    void clear() {
        size = 0;
        if (content.length > KEPT) {
            content = new byte[FIRST];
        }
    }

    private boolean reserve(int more) {
        if (more > limit - size) {
            return false;
        }
        if (size + more > content.length) {
            content = Arrays.copyOf(content, Math.min(limit, Math.max(size + more, content.length * 2)));
        }
        return true;
    }
}
