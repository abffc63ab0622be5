package dev.talaria.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Bytes as clients compress them. */
public final class Compressed {
    private interface Codec {
        OutputStream over(OutputStream out) throws IOException;
    }

    private Compressed() {
    }

    public static byte[] gzip(byte[] plain) {
        return through(GZIPOutputStream::new, plain);
    }

    public static byte[] zlib(byte[] plain) {
        return through(DeflaterOutputStream::new, plain);
    }

    /** Without the header and checksum of zlib. */
    public static byte[] rawDeflate(byte[] plain) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            return through(out -> new DeflaterOutputStream(out, deflater), plain);
        } finally {
            deflater.end();
        }
    }

    private static byte[] through(Codec codec, byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = codec.over(bytes)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
