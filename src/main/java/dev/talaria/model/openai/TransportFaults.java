package dev.talaria.model.openai;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** What a broken connection is called; the host stays unsaid, it is nothing for callers, unless a redirect led there. */
final class TransportFaults {
    private TransportFaults() {
    }

    /** @param redirectedTo where the upstream has sent the call, which the operator has to know; null where it did not */
    static Problem of(Exception cause, URI redirectedTo) {
        String elsewhere = redirectedTo == null ? "" : " (it redirects to " + redirectedTo.getScheme() + "://"
                + redirectedTo.getRawAuthority() + redirectedTo.getRawPath() + "; mend the base URL)";
        if (cause.getCause() instanceof Error fault) {
            return Problem.of(ErrorCode.INTERNAL_ERROR, "The server could not read the upstream's answer: "
                    + fault.getClass().getSimpleName());
        }
        if (cause instanceof InterruptedIOException) {
            return Problem.of(ErrorCode.UPSTREAM_TIMEOUT, "The upstream could not be connected in time" + elsewhere);
        }
        return Problem.of(ErrorCode.UPSTREAM_ERROR, text(cause) + elsewhere);
    }

    private static String text(Exception cause) {
        if (cause instanceof UnknownHostException) {
            return "The upstream's host name cannot be resolved";
        }
        if (cause instanceof ConnectException) {
            return "The upstream refuses connections";
        }
        if (cause instanceof SSLException) {
            return "No secure connection to the upstream could be made";
        }
        return "The connection to the upstream was lost";
    }
}
