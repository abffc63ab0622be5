package dev.talaria.api.http.body;

import dev.talaria.heap.HeapBudget;
import dev.talaria.json.JsonBody;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A body that was read whole; it counts against the budget until it is closed, with what is made of it: text, tree, the request to the
 * upstream, what is stored. For one thread; it may be closed by another.
 */
public final class RequestBody implements AutoCloseable {
    /**
     * Bytes of heap for a byte of a body, its own included: what a long text takes while it is parsed, which is the most it ever takes
     * at once. Half of it where each character of the text takes a single byte.
     */
    private static final int HEAP_A_BYTE = 16;
    private static final int HEAP_A_NARROW_BYTE = 8;

    private final HeapBudget.Reservation reservation;
    private final int size;
    /** Null once it was parsed, for it may be large. */
    private byte[] bytes;
    private String fingerprint;
    /** What the reservation counts without the tree. */
    private final long text;

    /** @param reservation what counts the bytes until this is closed */
    RequestBody(byte[] bytes, HeapBudget.Reservation reservation) {
        this.bytes = bytes;
        this.size = bytes.length;
        this.reservation = reservation;
        this.text = (long) size * (isNarrow(bytes) ? HEAP_A_NARROW_BYTE : HEAP_A_BYTE);
    }

    /** The largest body for which a budget has room when nothing else is in it. */
    static long largest(HeapBudget budget) {
        return budget.largest() / HEAP_A_NARROW_BYTE;
    }

    private static boolean isNarrow(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    public int size() {
        return size;
    }

    /**
     * Parses it, once.
     *
     * @throws dev.talaria.error.ApiException {@code invalid_json}, for an empty body too; {@code overloaded} where there is no room for
     *     what is made of it
     */
    public JsonBody parse() {
        byte[] parsed = bytes;
        fingerprint();
        reservation.resize(text);
        bytes = null;
        return JsonBody.parse(parsed, reservation::grow);
    }

    /** SHA-256 of the bytes, 64 lower-case hex digits. */
    public String fingerprint() {
        if (fingerprint == null) {
            try {
                fingerprint = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }
        return fingerprint;
    }

    /** Its tree is no longer used: from here on only its text counts. */
    public void releaseTree() {
        if (bytes == null) {
            reservation.resize(text);
        }
    }

    @Override
    public void close() {
        reservation.close();
    }
}
