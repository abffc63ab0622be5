package dev.talaria.api.http.body;

import dev.talaria.heap.HeapBudget;
import dev.talaria.json.JsonBody;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A complete body; it is counted against the budget until it is closed, with everything made of it: text, tree, the request to the
 * upstream, what is stored. For one thread; another may close it.
 */
public final class RequestBody implements AutoCloseable {
    /**
     * Heap bytes for a byte of a body, its own included: the peak while a long text is parsed. Half of it if each character of the text
     * takes a single byte.
     */
    private static final int HEAP_A_BYTE = 16;
    private static final int HEAP_A_NARROW_BYTE = 8;

    private final HeapBudget.Reservation reservation;
    private final int size;
    /** Null once it was parsed, because it may be large. */
    private byte[] bytes;
    private String fingerprint;
    /** The reservation without the tree. */
    private final long text;

    /** @param reservation counts the bytes until this is closed */
    RequestBody(byte[] bytes, HeapBudget.Reservation reservation) {
        this.bytes = bytes;
        this.size = bytes.length;
        this.reservation = reservation;
        this.text = (long) size * (isNarrow(bytes) ? HEAP_A_NARROW_BYTE : HEAP_A_BYTE);
    }

    /** Returns the largest body that fits into an empty budget. */
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
     * Parses the body, once.
     *
     * @throws dev.talaria.error.ApiException {@code invalid_json}, for an empty body too; {@code overloaded} if there is no room for the
     * parsed tree
     */
    public JsonBody parse() {
        byte[] parsed = bytes;
        fingerprint();
        reservation.resize(text);
        bytes = null;
        return JsonBody.parse(parsed, reservation::grow);
    }

    /** Returns the SHA-256 of the bytes, as 64 lower-case hex digits. */
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

    /** Releases the tree: from here on only the text is counted. */
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
