package dev.talaria.api.http.body;

import dev.talaria.api.http.request.coding.ContentCoding;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.heap.HeapBudget;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of one body received so far, within the limit and counted in the budget as they arrive. Not thread-safe, but another thread
 * than the one that fills it may close it.
 */
final class CollectedBody implements AutoCloseable {
    private static final byte[] NOTHING = {};

    private final long limit;
    private final long declared;
    private final ContentCoding coding;
    private final HeapBudget.Reservation reservation;
    private byte[] bytes = NOTHING;
    private int size;

    private CollectedBody(long limit, long declared, ContentCoding coding, HeapBudget.Reservation reservation) {
        this.limit = limit;
        this.declared = declared;
        this.coding = coding;
        this.reservation = reservation;
    }

    /**
     * Checks a body by the request's headers; reads nothing.
     *
     * @param limit in bytes, as sent and after decoding
     * @throws ApiException 413, 415, or 503 if there is no room for the announced length
     */
    static CollectedBody of(HttpServletRequest request, long limit, HeapBudget budget) {
        long declared = request.getContentLengthLong();
        if (declared > limit) {
            throw tooLarge(limit);
        }
        ContentCoding coding = ContentCoding.of(Collections.list(request.getHeaders("Content-Encoding")));
        budget.check(Math.max(0, declared));
        return new CollectedBody(limit, declared, coding, budget.reserve());
    }

    static ApiException tooLarge(long limit) {
        return ErrorCode.BODY_TOO_LARGE.because("Request body is larger than " + limit + " bytes");
    }

    static ApiException cutShort(Throwable cause) {
        return ErrorCode.INVALID_JSON.because("Invalid JSON in request body: it was cut short", cause);
    }

    /** @throws ApiException 413 or 503 if these bytes exceed a bound */
    void add(byte[] from, int count) {
        if (size + count > limit) {
            throw tooLarge(limit);
        }
        reservation.grow(count);
        if (size + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, capacity(size + count));
        }
        System.arraycopy(from, 0, bytes, size, count);
        size += count;
    }

    private int capacity(int needed) {
        long doubled = Math.max(needed, 2L * bytes.length);
        return (int) Math.min(doubled, declared >= needed ? declared : limit);
    }

    /** Returns how many bytes of a declared length have not arrived; 0 without one. */
    long missing() {
        return Math.max(0, declared - size);
    }

    /** Returns whether making the body needs no more memory than its bytes. */
    boolean isPlain() {
        return coding == ContentCoding.IDENTITY;
    }

    /**
     * Decodes the collected bytes. After an exception they stay counted until this is closed.
     *
     * @return the whole body, which takes over the reservation
     * @throws ApiException 400 if it is shorter than declared or its compressed data is faulty, 413, 503
     */
    RequestBody decode() {
        if (size < declared) {
            throw cutShort(null);
        }
        byte[] sent = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        return new RequestBody(isPlain() ? sent : inflated(sent), reservation);
    }

    /** Both forms are counted while both exist. */
    private byte[] inflated(byte[] sent) {
        AtomicLong length = new AtomicLong();
        byte[] decoded = coding.decode(sent, count -> {
            if (length.addAndGet(count) > limit) {
                throw ErrorCode.BODY_TOO_LARGE.because("Request body is larger than " + limit + " bytes once it is decoded");
            }
            reservation.grow(count);
        });
        reservation.shrink(sent.length);
        return decoded;
    }

    @Override
    public void close() {
        reservation.close();
    }
}
