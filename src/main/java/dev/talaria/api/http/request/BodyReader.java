package dev.talaria.api.http.request;

import dev.talaria.api.http.request.coding.ContentCoding;
import dev.talaria.config.TalariaConfig.Limits;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads request bodies, bounded in size and time, blocking the calling thread; compressed ones are decoded within the same bounds. The
 * time is checked between two reads; how long one read may block is the server's own time-out. Safe for many threads.
 */
public final class BodyReader {
    /** How much more than the limit still lets the connection serve on, if the client is heard out. */
    private static final long SOMEWHAT = 1_000_000;
    /** How much beyond the limit is read and dropped behind a refusal, so that the client comes to read it. */
    private static final long DROPPED_BYTES = 100_000_000;
    private static final int CHUNK = 16 * 1024;

    private final Limits limits;
    private final BodyBudget budget;
    private final Clock clock;

    public BodyReader(Limits limits, BodyBudget budget, Clock clock) {
        this.limits = limits;
        this.budget = budget;
        this.clock = clock;
    }

    /**
     * Refuses by the {@code Content-Length} header alone; to be called before anything else is read. Reads nothing.
     *
     * @throws ApiException 413
     */
    public void checkLength(HttpServletRequest request, HttpServletResponse response) {
        long length = request.getContentLengthLong();
        if (length > limits.bodyBytes()) {
            throw length > limits.bodyBytes() + SOMEWHAT || request.getHeader("Expect") != null
                    ? closing(tooLarge(), request, response) : tooLarge();
        }
    }

    /**
     * Reads and decodes a body. What is refused half-way or before is left unread.
     *
     * @return the body, empty where there is none; to be closed once it is parsed
     * @throws ApiException 413, 408, 415, 429, or 400 where the client broke off or its compressed data is faulty
     */
    public RequestBody read(HttpServletRequest request, HttpServletResponse response) {
        checkLength(request, response);
        ContentCoding coding = ContentCoding.of(Collections.list(request.getHeaders("Content-Encoding")));
        BodyBudget.Reservation reservation = budget.reserve();
        try {
            byte[] sent = bytes(request, response, reservation);
            return new RequestBody(coding == ContentCoding.IDENTITY ? sent : decoded(sent, coding, reservation), reservation);
        } catch (RuntimeException | Error e) {
            reservation.close();
            throw e;
        }
    }

    /** How many bytes of a body that was refused unread are worth reading behind the reply. */
    public long mostDropped() {
        return limits.bodyBytes() + DROPPED_BYTES;
    }

    /** Both forms count until there is only one. */
    private byte[] decoded(byte[] sent, ContentCoding coding, BodyBudget.Reservation reservation) {
        AtomicLong size = new AtomicLong();
        byte[] decoded = coding.decode(sent, count -> {
            if (size.addAndGet(count) > limits.bodyBytes()) {
                throw ErrorCode.BODY_TOO_LARGE.because("Request body is larger than " + limits.bodyBytes() + " bytes once it is decoded");
            }
            reservation.grow(count);
        });
        reservation.shrink(sent.length);
        return decoded;
    }

    private byte[] bytes(HttpServletRequest request, HttpServletResponse response, BodyBudget.Reservation reservation) {
        long declared = request.getContentLengthLong();
        if (declared > 0) {
            reservation.grow(declared);
        }
        Instant deadline = clock.instant().plus(limits.bodyTimeout());
        byte[] body = new byte[declared >= 0 ? (int) declared : CHUNK];
        int size = 0;
        while (size != declared) {
            body = size < body.length ? body : Arrays.copyOf(body, 2 * size);
            int count = next(request, body, size);
            if (count < 0) {
                break;
            }
            size += count;
            if (size > limits.bodyBytes()) {
                throw tooLarge();
            }
            if (declared < 0) {
                reservation.grow(count);
            }
            if (clock.instant().isAfter(deadline)) {
                throw closing(timeout(), request, response);
            }
        }
        if (size < declared) {
            throw cutShort(null);
        }
        return size == body.length ? body : Arrays.copyOf(body, size);
    }

    /** What is left of the body would be taken for the next request. HTTP/2 has no such header and needs none. */
    private static ApiException closing(ApiException why, HttpServletRequest request, HttpServletResponse response) {
        if (request.getProtocol().startsWith("HTTP/1")) {
            response.setHeader("Connection", "close");
        }
        return why;
    }

    private static int next(HttpServletRequest request, byte[] buffer, int offset) {
        try {
            return request.getInputStream().read(buffer, offset, buffer.length - offset);
        } catch (IOException e) {
            throw isTimeout(e) ? timeout() : cutShort(e);
        } catch (RuntimeException e) {
            // So does Jetty report a malformed chunk.
            throw cutShort(e);
        }
    }

    /** Each server has its own exception for a silent client, all of them named so. */
    private static boolean isTimeout(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause.getClass().getSimpleName().contains("Timeout")) {
                return true;
            }
        }
        return false;
    }

    private ApiException tooLarge() {
        return ErrorCode.BODY_TOO_LARGE.because("Request body is larger than " + limits.bodyBytes() + " bytes");
    }

    private static ApiException timeout() {
        return ErrorCode.BODY_TIMEOUT.because("The request body did not arrive in time");
    }

    private static ApiException cutShort(Throwable cause) {
        return ErrorCode.INVALID_JSON.because("Invalid JSON in request body: it was cut short", cause);
    }
}
