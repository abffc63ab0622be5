package dev.talaria.model.openai.reply;

import java.util.zip.DataFormatException;

/** Reads the header of a gzip member byte by byte (RFC 1952). A reply may consist of several members. */
final class GzipHeader {
    private static final int FIXED = 10;
    private static final int[] MAGIC = {0x1F, 0x8B, 8};
    private static final int FLAGS_AT = 3;
    private static final int CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int MAX = 64 * 1024;

    private int position;
    private int flags;
    private int skip;
    private int extraLength = -1;
    private boolean further;

    /** Prepares for another member after the end of one. */
    void reset() {
        position = 0;
        flags = 0;
        skip = 0;
        extraLength = -1;
        further = true;
    }

    /** Returns whether the input may end here: after a member and before the next. */
    boolean isBetween() {
        return further && position == 0;
    }

    /** Returns true if this was the header's last byte. */
    boolean take(byte next) throws DataFormatException {
        int b = next & 0xFF;
        position++;
        if (position <= FIXED) {
            return fixed(b);
        }
        if (position > MAX) {
            throw new DataFormatException();
        }
        if ((flags & EXTRA) != 0) {
            extra(b);
        } else if ((flags & NAME) != 0) {
            flags &= b == 0 ? ~NAME : ~0;
        } else if ((flags & COMMENT) != 0) {
            flags &= b == 0 ? ~COMMENT : ~0;
        } else if ((flags & CHECKSUM) != 0) {
            skip++;
            flags &= skip == 2 ? ~CHECKSUM : ~0;
        }
        return isOver();
    }

    private boolean fixed(int b) throws DataFormatException {
        if (position <= MAGIC.length && b != MAGIC[position - 1]) {
            throw new DataFormatException();
        }
        if (position == FLAGS_AT + 1) {
            flags = b;
        }
        return position == FIXED && isOver();
    }

    private void extra(int b) {
        skip++;
        if (skip == 1) {
            extraLength = b;
        } else if (skip == 2) {
            extraLength += b << 8;
        }
        if (skip >= 2 && skip == 2 + extraLength) {
            flags &= ~EXTRA;
            skip = 0;
        }
    }

    private boolean isOver() {
        return (flags & (CHECKSUM | EXTRA | NAME | COMMENT)) == 0;
    }
}
