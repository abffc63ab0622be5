package dev.talaria.model.openai;

import dev.talaria.error.ErrorCode;
import java.nio.ByteBuffer;

/**
 * Cuts a byte stream into server-sent events, however it arrives in pieces: lines end in CR LF, LF or CR, comments and unknown fields
 * are skipped, several data lines are joined, half an event at the end is none. For one thread at a time.
 */
final class SseScanner {
    private static final int MAX_EVENT = 8 * 1024 * 1024;

    /** Where whole events go. */
    @FunctionalInterface
    interface Listener {
        /** @param name the event's name, empty where it has none */
        void event(String name, String data);
    }

    private final Listener listener;
    private final Bytes line = new Bytes(MAX_EVENT);
    private final Bytes data = new Bytes(MAX_EVENT);
    private boolean hasData;
    private String name = "";
    private boolean afterCr;
    private boolean atStart = true;

    SseScanner(Listener listener) {
        this.listener = listener;
    }

    /** @throws dev.talaria.error.ApiException {@code upstream_error} where an event is too large */
    void feed(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (afterCr) {
                afterCr = false;
                if (bytes.get(bytes.position()) == '\n') {
                    bytes.get();
                    continue;
                }
            }
            int end = endOfLine(bytes);
            bounded(line.append(bytes, end - bytes.position()));
            if (bytes.hasRemaining()) {
                afterCr = bytes.get() == '\r';
                line();
                line.clear();
            }
        }
    }

    private static int endOfLine(ByteBuffer bytes) {
        int limit = bytes.limit();
        for (int i = bytes.position(); i < limit; i++) {
            byte b = bytes.get(i);
            if (b == '\n' || b == '\r') {
                return i;
            }
        }
        return limit;
    }

    private void line() {
        int start = atStart && line.text(0, Math.min(3, line.size())).startsWith("\uFEFF") ? 3 : 0;
        atStart = false;
        if (line.size() == start) {
            dispatch();
        } else if (isField(start, "data")) {
            if (hasData) {
                bounded(data.append('\n'));
            }
            hasData = true;
            bounded(data.append(line, valueStart(start + 4)));
        } else if (isField(start, "event")) {
            name = line.text(valueStart(start + 5), line.size());
        }
    }

    private boolean isField(int start, String field) {
        int end = start + field.length();
        if (line.size() < end || line.size() > end && line.at(end) != ':') {
            return false;
        }
        for (int i = 0; i < field.length(); i++) {
            if (line.at(start + i) != field.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int valueStart(int colon) {
        int start = Math.min(colon + 1, line.size());
        return start < line.size() && line.at(start) == ' ' ? start + 1 : start;
    }

    private void dispatch() {
        String event = name;
        name = "";
        if (hasData) {
            hasData = false;
            String text = data.text();
            data.clear();
            listener.event(event, text);
        }
    }

    private static void bounded(boolean fits) {
        if (!fits) {
            throw ErrorCode.UPSTREAM_ERROR.because("The upstream sent an event of more than " + MAX_EVENT + " bytes");
        }
    }
}
