package dev.talaria.model.openai.reply;

import dev.talaria.error.ErrorCode;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Splits a byte stream into server-sent events, wherever its pieces are cut. Lines end in CR LF, LF or CR; comments and unknown fields are
 * skipped. It is more lenient than the standard, as upstreams require: data that is complete JSON at a line's end is an event without the
 * blank line, JSON needs no {@code data:}, and a line that is no field is reported as words. For one thread at a time.
 */
final class SseScanner {
    private static final int MAX_EVENT = 8 * 1024 * 1024;
    private static final Pattern FIELD = Pattern.compile("[a-z][a-z0-9_-]*:.*", Pattern.DOTALL);
    private static final Pattern COMPLAINT = Pattern.compile("[a-z0-9_-]*(error|exception|fail|fatal).*", Pattern.DOTALL);

    /** Receives complete events. */
    interface Listener {
        /** @param name the event's name; empty if it has none */
        void event(String name, String data);

        /** Receives JSON on lines of its own, without a field name. */
        void json(String text);

        /**
         * Receives a line that is neither a field nor JSON.
         *
         * @return whether the following lines belong to it, whatever their form
         */
        boolean words(String line);
    }

    private final Listener listener;
    private final Bytes line;
    private final Bytes data;
    private final JsonBalance balance = new JsonBalance();
    private boolean bare;
    private boolean raw;
    private String name = "";
    private boolean afterCr;
    private boolean atStart = true;

    /** @param most maximum size of one value in bytes */
    SseScanner(Listener listener, int most) {
        this.listener = listener;
        this.line = new Bytes(most);
        this.data = new Bytes(most);
    }

    /** Returns the number of bytes held for an incomplete event. */
    long held() {
        return line.size() + (long) data.size();
    }

    /** @throws dev.talaria.error.ApiException {@code upstream_error} if an event is too large */
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
            line.append(bytes, end - bytes.position());
            bounded();
            if (bytes.hasRemaining()) {
                afterCr = bytes.get() == '\r';
                line();
                line.clear();
            }
        }
    }

    /**
     * Ends the input. A last line without a line end counts if it is complete JSON.
     *
     * @param orderly whether the stream has ended regularly, so that words at its end are not cut off
     */
    void end(boolean orderly) {
        int start = start();
        boolean json = data.size() > 0 || isJson(start) || isField(start, "data") && isJson(value(start + 4));
        if (line.size() > 0 && (json || orderly && !"data: ".startsWith(line.text()))) {
            line();
        }
        line.clear();
        data.clear();
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

    /** Returns the position of the line's first character after a byte order mark and blanks. */
    private int start() {
        int start = atStart && line.text(0, Math.min(3, line.size())).startsWith("\uFEFF") ? 3 : 0;
        while (start < line.size() && (line.at(start) == ' ' || line.at(start) == '\t')) {
            start++;
        }
        return start;
    }

    private void line() {
        int start = start();
        atStart &= line.size() == start;
        if (raw) {
            raw = listener.words(line.text());
        } else if (line.size() == start) {
            blank();
        } else if (bare) {
            add(0);
        } else if (line.at(start) == ':') {
            return;
        } else if (isField(start, "data")) {
            data(value(start + 4));
        } else if (isField(start, "event")) {
            name = line.text(value(start + 5), line.size()).strip();
        } else if (isField(start, "error")) {
            drop();
            name = "";
            listener.event("error", line.text(value(start + 5), line.size()));
        } else if (isJson(start)) {
            drop();
            bare = true;
            add(start);
        } else {
            words(line.text(start, line.size()));
        }
    }

    /** Adds a data field; some proxies write the field's name twice. */
    private void data(int from) {
        int start = from;
        while (isField(start, "data") && start + 4 < line.size()) {
            start = value(start + 4);
        }
        if (data.size() > 0 || isJson(start)) {
            add(start);
        } else if (!line.text(start, line.size()).isBlank()) {
            dispatch(line.text(start, line.size()));
        }
    }

    private void add(int from) {
        if (data.size() > 0) {
            data.append('\n');
            balance.add('\n');
        }
        int end = from;
        int next = line.size();
        while (end < line.size() && next == line.size()) {
            int c = line.at(end);
            balance.add(c);
            end++;
            next = (c == '}' || c == ']') && balance.isWhole() ? next(end) : next;
        }
        data.append(line, from, end);
        bounded();
        if (balance.isOpen()) {
            return;
        }
        boolean json = bare;
        dispatch(data.text());
        if (next < line.size()) {
            bare = json;
            add(next);
        }
    }

    /** Returns the start of another event on the same line, after a complete one; the line's end if there is none. */
    private int next(int end) {
        int start = end;
        while (start < line.size() && line.at(start) == ' ') {
            start++;
        }
        start = isField(start, "data") ? value(start + 4) : start;
        return isJson(start) ? start : line.size();
    }

    private void blank() {
        if (bare) {
            add(line.size());
            return;
        }
        if (data.size() > 0) {
            dispatch(data.text());
        } else if (name.equalsIgnoreCase("error")) {
            dispatch("");
        }
        name = "";
    }

    private void dispatch(String text) {
        boolean json = bare;
        String event = name;
        name = "";
        drop();
        if (json) {
            listener.json(text);
        } else {
            listener.event(event, text);
        }
    }

    private void drop() {
        data.clear();
        balance.clear();
        bare = false;
    }

    private void words(String text) {
        String plain = text.toLowerCase(Locale.ROOT);
        boolean field = FIELD.matcher(text).matches() && !COMPLAINT.matcher(plain.substring(0, plain.indexOf(':'))).matches()
                || plain.equals("id") || plain.equals("retry");
        if (!field) {
            raw = listener.words(text);
        }
    }

    private boolean isJson(int start) {
        int at = start;
        while (at < line.size() && (line.at(at) == ' ' || line.at(at) == '\t')) {
            at++;
        }
        return at < line.size() && (line.at(at) == '{' || line.at(at) == '[');
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

    private int value(int colon) {
        int start = Math.min(colon + 1, line.size());
        return start < line.size() && line.at(start) == ' ' ? start + 1 : start;
    }

    /** Checks an event's size. A whole reply is a single value and may be as large as a reply is allowed to be. */
    private void bounded() {
        if (line.size() + data.size() > MAX_EVENT && !bare && (data.size() > 0 || !isJson(start()))) {
            throw ErrorCode.UPSTREAM_ERROR.because("The upstream sent an event of more than " + MAX_EVENT + " bytes");
        }
    }
}
