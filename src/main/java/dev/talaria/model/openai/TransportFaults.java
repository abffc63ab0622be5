package dev.talaria.model.openai;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** What a broken connection is called; the host stays unsaid, it is nothing for callers. */
final class TransportFaults {
    private TransportFaults() {
    }

    static Problem of(Exception cause) {
        if (cause instanceof InterruptedIOException) {
            return Problem.of(ErrorCode.UPSTREAM_TIMEOUT, "The upstream could not be connected in time");
        }
        return Problem.of(ErrorCode.UPSTREAM_ERROR, text(cause));
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
