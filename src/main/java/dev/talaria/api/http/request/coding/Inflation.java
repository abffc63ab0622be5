package dev.talaria.api.http.request.coding;

import java.io.ByteArrayOutputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates one array of bytes, once, to its very end: the JDK's streams treat a gzip member with a cut header, and anything else after the
 * first member, as the end of the data. For one thread.
 */
final class Inflation implements AutoCloseable {
    private static final int CHUNK = 16 * 1024;
    private static final int MAGIC = 0x8b1f;
    private static final int DEFLATED = 8;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;
    /** After magic, method and flags: a time, two hints. */
    private static final int UNUSED_HEADER_BYTES = 6;

    private final byte[] encoded;
    private final ContentCoding.Bound bound;
    private final ByteArrayOutputStream decoded = new ByteArrayOutputStream(CHUNK);
    private final byte[] chunk = new byte[CHUNK];
    private int position;
    private Inflater inflater = new Inflater(true);

    Inflation(byte[] encoded, ContentCoding.Bound bound) {
        this.encoded = encoded;
        this.bound = bound;
    }

    /** Inflates one or more consecutive members (RFC 1952). */
    byte[] gzip() throws InflationFault {
        do {
            gzipHeader();
            inflater.reset();
            CRC32 crc = new CRC32();
            inflate(crc);
            if (littleEndian(4) != crc.getValue() || littleEndian(4) != (inflater.getBytesWritten() & 0xffffffffL)) {
                throw InflationFault.corrupt();
            }
        } while (position < encoded.length);
        return decoded.toByteArray();
    }

    /** Inflates with the header and the checksum of zlib (RFC 1950) or without (RFC 1951). */
    byte[] deflate() throws InflationFault {
        if (isZlib()) {
            inflater.end();
            inflater = new Inflater();
        }
        inflate(new CRC32());
        if (position < encoded.length) {
            throw InflationFault.trailing();
        }
        return decoded.toByteArray();
    }

    /** No encoder starts a bare stream like this: it would be a stored block with a padding bit set. */
    private boolean isZlib() {
        return encoded.length > 1 && (encoded[0] & 0xf) == DEFLATED && ((encoded[0] & 0xff) << 8 | encoded[1] & 0xff) % 31 == 0;
    }

    private void gzipHeader() throws InflationFault {
        if (littleEndian(2) != MAGIC || next() != DEFLATED) {
            throw position > 3 ? InflationFault.trailing() : new InflationFault("it has no valid header");
        }
        int flags = next();
        if ((flags & RESERVED) != 0) {
            throw InflationFault.corrupt();
        }
        skip(UNUSED_HEADER_BYTES);
        if ((flags & EXTRA) != 0) {
            skip((int) littleEndian(2));
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            skip(2);
        }
    }

    private void inflate(CRC32 crc) throws InflationFault {
        inflater.setInput(encoded, position, encoded.length - position);
        try {
            while (!inflater.finished()) {
                int count = inflater.inflate(chunk);
                if (count > 0) {
                    bound.grow(count);
                    crc.update(chunk, 0, count);
                    decoded.write(chunk, 0, count);
                } else if (inflater.needsDictionary()) {
                    throw InflationFault.corrupt();
                } else if (inflater.needsInput() && !inflater.finished()) {
                    throw InflationFault.cutShort();
                }
            }
        } catch (DataFormatException e) {
            throw InflationFault.corrupt();
        }
        position = encoded.length - inflater.getRemaining();
    }

    private int next() throws InflationFault {
        if (position == encoded.length) {
            throw InflationFault.cutShort();
        }
        return encoded[position++] & 0xff;
    }

    private long littleEndian(int bytes) throws InflationFault {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) next() << 8 * i;
        }
        return value;
    }

    private void skip(int bytes) throws InflationFault {
        if (encoded.length - position < bytes) {
            throw InflationFault.cutShort();
        }
        position += bytes;
    }

    private void skipText() throws InflationFault {
        while (next() != 0) {
            // Skips the string.
        }
    }

    /** Frees native memory. */
    @Override
    public void close() {
        inflater.end();
    }
}
