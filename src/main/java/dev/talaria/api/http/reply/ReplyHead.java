package dev.talaria.api.http.reply;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;

/** Sets status and headers of an uncommitted reply: one of these, once. */
public record ReplyHead(HttpServletResponse response) {
    /** Prepares an event stream. Prevents compression by a proxy, which would hold events back until it has enough of them. */
    public void stream(Map<String, String> headers) {
        begin(HttpServletResponse.SC_OK, "text/event-stream;charset=utf-8", headers);
        response.setHeader("Cache-Control", "no-cache, no-transform");
        response.setHeader("X-Accel-Buffering", "no");
    }

    void lines(Map<String, String> headers) {
        begin(HttpServletResponse.SC_OK, "application/jsonl;charset=utf-8", headers);
    }

    /** @param length of the body, in bytes */
    void whole(Reply reply, int length, Map<String, String> headers) {
        begin(reply.status(), reply.contentType(), headers);
        response.setContentLength(length);
        reply.headers().forEach(response::setHeader);
    }

    private void begin(int status, String contentType, Map<String, String> headers) {
        response.setStatus(status);
        response.setContentType(contentType);
        headers.forEach(response::setHeader);
    }
}
