package dev.talaria.api.http.request;

import dev.talaria.config.TalariaConfig.Limits;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Reads request bodies, bounded in size and time, blocking the calling thread. The time is checked between two reads; how long one
 * read may block is the server's own time-out. Safe for many threads.
 */
public final class BodyReader {
    /** How much of a body that is too large is read and dropped: most clients read no reply before they have sent everything. */
    private static final long DROPPED_BYTES = 1_000_000;
    /** Nobody waits long for bytes that are thrown away. */
    private static final Duration DROPPING_TIME = Duration.ofSeconds(5);
    private static final int CHUNK = 16 * 1024;
    private static final int SMALL_BODY = 64 * 1024;

    private final Limits limits;
    private final BodyBudget budget;
    private final Clock clock;

    public BodyReader(Limits limits, BodyBudget budget, Clock clock) {
        this.limits = limits;
        this.budget = budget;
        this.clock = clock;
    }

    /**
     * Refuses by the {@code Content-Length} header alone; to be called before anything else is read.
     *
     * @throws ApiException 413
     */
    public void checkLength(HttpServletRequest request, HttpServletResponse response) {
        if (request.getContentLengthLong() > limits.bodyBytes()) {
            // A client that asked whether to go on has not sent its body, and the question would be answered by reading.
            boolean waiting = request.getHeader("Expect") != null;
            throw refused(tooLarge(), request, response, waiting ? 0 : limits.bodyBytes() + DROPPED_BYTES);
        }
    }

    /**
     * @return the body, empty where there is none; to be closed once it is parsed
     * @throws ApiException 413, 408, 429, or 400 where the client broke off
     */
    public RequestBody read(HttpServletRequest request, HttpServletResponse response) {
        checkLength(request, response);
        BodyBudget.Reservation reservation = budget.reserve();
        try {
            return new RequestBody(bytes(request, response, reservation), reservation);
        } catch (RuntimeException | Error e) {
            reservation.close();
            throw e;
        }
    }

    /**
     * Reads and drops a small body before a reply that does without it: a container closes the connection of a request that was answered
     * unread, under the client's next request. Without effect on what has been read, or what the client first asks leave to send.
     */
    public void dropUnread(HttpServletRequest request) {
        long length = request.getContentLengthLong();
        if (length > 0 && length <= SMALL_BODY && request.getHeader("Expect") == null) {
            drop(request, length);
        }
    }

    private byte[] bytes(HttpServletRequest request, HttpServletResponse response, BodyBudget.Reservation reservation) {
        long declared = request.getContentLengthLong();
        if (declared > 0) {
            grow(reservation, declared, request, response);
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
                throw refused(tooLarge(), request, response, limits.bodyBytes() + DROPPED_BYTES - size);
            }
            if (declared < 0) {
                grow(reservation, count, request, response);
            }
            if (clock.instant().isAfter(deadline)) {
                throw refused(timeout(), request, response, 0);
            }
        }
        if (size < declared) {
            throw cutShort(null);
        }
        return size == body.length ? body : Arrays.copyOf(body, size);
    }

    private void grow(BodyBudget.Reservation reservation, long bytes, HttpServletRequest request, HttpServletResponse response) {
        try {
            reservation.grow(bytes);
        } catch (ApiException full) {
            throw refused(full, request, response, limits.bodyBytes());
        }
    }

    /** What is left of the body would be taken for the next request. HTTP/2 has no such header and needs none. */
    private ApiException refused(ApiException why, HttpServletRequest request, HttpServletResponse response, long dropped) {
        if (!drop(request, dropped) && request.getProtocol().startsWith("HTTP/1")) {
            response.setHeader("Connection", "close");
        }
        return why;
    }

    /** @return whether the body ended within the limit */
    private boolean drop(HttpServletRequest request, long limit) {
        Instant deadline = clock.instant().plus(DROPPING_TIME);
        byte[] chunk = new byte[CHUNK];
        try {
            for (long left = limit; left > 0 && clock.instant().isBefore(deadline); ) {
                int count = next(request, chunk, 0);
                if (count < 0) {
                    return true;
                }
                left -= count;
            }
        } catch (ApiException e) {
            return false;
        }
        return false;
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
