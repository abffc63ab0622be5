package dev.talaria.api.http.reply;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Writes an error to a response that is not committed and has no listener. */
public final class ErrorReply {
    private static final System.Logger LOG = System.getLogger(ErrorReply.class.getName());

    private ErrorReply() {
    }

    /** Keeps headers set before; ignores a client that has left. */
    public static void send(HttpServletResponse response, Reply reply) {
        if (response.isCommitted()) {
            return;
        }
        byte[] body = reply.bytes();
        response.resetBuffer();
        response.setStatus(reply.status());
        reply.headers().forEach(response::setHeader);
        if (body.length > 0) {
            response.setContentType(reply.contentType());
            response.setContentLength(body.length);
        }
        try {
            response.getOutputStream().write(body);
            response.flushBuffer();
        } catch (IOException | IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "An error reply could not be sent", e);
        }
    }
}
