package dev.talaria.api.http.reply;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** One block of an event stream (WHATWG HTML, section 9.2), as bytes. Data with line breaks becomes several data lines. */
public final class SseFrame {
    /** The comment that keeps a silent stream open. */
    public static final SseFrame KEEPALIVE = comment("keepalive");
    /** The closing mark of OpenAI's chat streams. */
    public static final SseFrame DONE = data("[DONE]");

    private final byte[] bytes;

    private SseFrame(String text) {
        bytes = text.getBytes(StandardCharsets.UTF_8);
    }

    public static SseFrame data(String data) {
        return of(null, null, data);
    }

    public static SseFrame event(String event, String data) {
        return of(null, event, data);
    }

    /** @throws IllegalArgumentException if id or event contain a line break or NUL; both may be null */
    public static SseFrame of(String id, String event, String data) {
        StringBuilder text = new StringBuilder(data.length() + 32);
        field(text, "id: ", id);
        field(text, "event: ", event);
        if (data.indexOf('\n') < 0 && data.indexOf('\r') < 0) {
            text.append("data: ").append(data).append('\n');
        } else {
            for (String line : data.split("\r\n|\r|\n", -1)) {
                text.append("data: ").append(line).append('\n');
            }
        }
        return new SseFrame(text.append('\n').toString());
    }

    public static SseFrame comment(String text) {
        if (hasBreak(text)) {
            throw new IllegalArgumentException("a comment is one line");
        }
        return new SseFrame(": " + text + "\n\n");
    }

    void writeTo(ByteArrayOutputStream out) {
        out.write(bytes, 0, bytes.length);
    }

    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void field(StringBuilder text, String name, String value) {
        if (value == null) {
            return;
        }
        if (hasBreak(value)) {
            throw new IllegalArgumentException("an event's id and name are one line");
        }
        text.append(name).append(value).append('\n');
    }

    private static boolean hasBreak(String value) {
        return value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0 || value.indexOf(0) >= 0;
    }
}
