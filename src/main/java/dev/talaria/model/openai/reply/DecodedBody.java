package dev.talaria.model.openai.reply;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.text.Truncation;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A reply that may be compressed although the request did not allow it, perhaps without a header that says so. It is decoded as it arrives,
 * so that a stream stays a stream. The body behind it bounds the decoded size. For one thread at a time.
 */
public final class DecodedBody implements ReplyBody {
    /** Values of {@code Content-Encoding} in replies that are not encoded: character sets, too. */
    private static final Set<String> NO_CODINGS = Set.of("", "identity", "none", "null", "utf-8", "utf8", "binary", "8bit", "chunked",
            "aws-chunked");
    private static final Set<State> WHOLE = EnumSet.of(State.END, State.NOTHING, State.PLAIN, State.UNLABELLED);
    private static final int GZIP_BEGINS = 0x1F;
    private static final int BUFFER = 8 * 1024;
    private static final int TRAILER = 8;

    private final ReplyBody target;
    private GzipHeader header;
    private byte[] out;
    private Inflater inflater;
    private State state;
    private int trailer;

    /**
     * {@code UNLABELLED}: gzip or not encoded; {@code SNIFF}: zlib or raw deflate, as the first byte tells; {@code PLAIN}: not encoded;
     * {@code NOTHING}: encoded in an unknown way.
     */
    private enum State { UNLABELLED, PLAIN, HEADER, SNIFF, DATA, TRAILER, END, NOTHING }

    private DecodedBody(ReplyBody target, State state) {
        this.target = target;
        this.state = state;
        header = state == State.HEADER ? new GzipHeader() : null;
    }

    /**
     * Returns the decoded body.
     *
     * @param coding the header {@code Content-Encoding}; null for none
     * @throws dev.talaria.error.ApiException if the encoding is neither gzip nor deflate
     */
    public static ReplyBody of(String coding, ReplyBody body) {
        String name = name(coding);
        return switch (name) {
            case "" -> new DecodedBody(body, State.UNLABELLED);
            case "gzip" -> new DecodedBody(body, State.HEADER);
            case "deflate" -> new DecodedBody(body, State.SNIFF);
            default -> throw ErrorCode.UPSTREAM_ERROR.because("The upstream sent a reply in the coding '"
                    + Truncation.start(name, 40) + "', which the server did not ask for and cannot decode");
        };
    }

    /** As {@link #of}, for a reply whose status alone is informative: a body in an unknown encoding counts as empty. */
    public static ReplyBody ofError(String coding, ReplyBody body) {
        String name = name(coding);
        return name.isEmpty() || name.equals("gzip") || name.equals("deflate") ? of(coding, body) : new DecodedBody(body, State.NOTHING);
    }

    private static String name(String coding) {
        if (coding == null) {
            return "";
        }
        String name = Arrays.stream(coding.toLowerCase(Locale.ROOT).split(",")).map(String::strip)
                .filter(word -> !NO_CODINGS.contains(word)).collect(Collectors.joining(", "));
        return name.equals("x-gzip") ? "gzip" : name;
    }

    @Override
    public void take(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                step(bytes);
            }
        } catch (DataFormatException fault) {
            release();
            target.broken(Problem.of(ErrorCode.UPSTREAM_ERROR, "The upstream sent a compressed reply that cannot be decoded"));
        }
    }

    private void step(ByteBuffer bytes) throws DataFormatException {
        switch (state) {
            case UNLABELLED -> {
                boolean gzip = bytes.get(bytes.position()) == GZIP_BEGINS;
                header = gzip ? new GzipHeader() : null;
                state = gzip ? State.HEADER : State.PLAIN;
            }
            case PLAIN -> target.take(bytes);
            case HEADER -> {
                if (header.take(bytes.get())) {
                    begin(true);
                }
            }
            case SNIFF -> {
                int first = bytes.get(bytes.position());
                begin((first & 0x0F) != Deflated.METHOD);
            }
            case DATA -> inflate(bytes);
            case TRAILER -> {
                bytes.get();
                trailer++;
                if (trailer == TRAILER) {
                    trailer = 0;
                    state = State.HEADER;
                    header.reset();
                }
            }
            default -> bytes.position(bytes.limit());
        }
    }

    /** The compression method in the low half of a zlib stream's first byte. */
    private static final class Deflated {
        private static final int METHOD = 8;
    }

    private void begin(boolean raw) {
        inflater = new Inflater(raw);
        out = new byte[BUFFER];
        state = State.DATA;
    }

    private void inflate(ByteBuffer bytes) throws DataFormatException {
        byte[] in = new byte[bytes.remaining()];
        bytes.get(in);
        inflater.setInput(in);
        while (!inflater.finished() && !inflater.needsInput()) {
            int count = inflater.inflate(out);
            if (inflater.needsDictionary()) {
                throw new DataFormatException();
            }
            if (count > 0) {
                target.take(ByteBuffer.wrap(out, 0, count));
            }
        }
        if (inflater.finished()) {
            bytes.position(bytes.position() - inflater.getRemaining());
            release();
            state = header == null ? State.END : State.TRAILER;
        }
    }

    private void release() {
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
        state = State.END;
    }

    @Override
    public void end() {
        boolean whole = WHOLE.contains(state) || header != null && header.isBetween();
        release();
        if (whole) {
            target.end();
        } else {
            target.broken(Problem.of(ErrorCode.UPSTREAM_ERROR, "The upstream ended its compressed reply early"));
        }
    }

    @Override
    public void broken(Problem why) {
        release();
        target.broken(why);
    }
}
