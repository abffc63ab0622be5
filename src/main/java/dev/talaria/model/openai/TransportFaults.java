package dev.talaria.model.openai;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Describes transport failures. Names no host, which does not concern callers, except the target of a redirect. */
final class TransportFaults {
    private TransportFaults() {
    }

    /** @param redirectedTo the target of the upstream's redirect, which the operator must know; null for none */
    static Problem of(Exception cause, URI redirectedTo) {
        String elsewhere = redirectedTo == null ? "" : " (it redirects to " + redirectedTo.getScheme() + "://"
                + redirectedTo.getRawAuthority() + redirectedTo.getRawPath() + "; correct the base URL)";
        if (cause.getCause() instanceof Error fault) {
            return Problem.of(ErrorCode.INTERNAL_ERROR, "The server could not read the upstream's answer: "
                    + fault.getClass().getSimpleName());
        }
        if (cause instanceof InterruptedIOException) {
            return Problem.of(ErrorCode.UPSTREAM_TIMEOUT, "The upstream did not accept a connection in time" + elsewhere);
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
