package dev.talaria.bench.speed;

import dev.talaria.bench.speed.Load.Dialect;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Reads one HTTP answer as it arrives, and checks that its tokens are those of the script, in their order. Bytes are looked at where they
 * lie, since the client shares the machine with what it measures. Not thread-safe; to be reset before each answer.
 */
final class AnswerReader {
    private enum Part { HEAD, CHUNK_SIZE, BODY, CHUNK_END, TRAILER, DONE }

    private static final byte[] DATA = ascii("data:");
    private static final byte[] CONTENT_LENGTH = ascii("content-length:");
    private static final byte[] CHUNKED = ascii("transfer-encoding:");
    private static final byte[] CLOSES = ascii("connection: close");
    private static final byte[] RUN_ID = ascii("\"run_id\":\"");

    private final byte[] deltaLine;
    private final byte[] textMark;
    private final byte[] endMark;
    private final boolean streamed;
    private byte[] line = new byte[4_096];
    private int length;
    /** The beginning of a body's line that the last chunk ended with. */
    private byte[] saved = new byte[0];
    private Part part;
    private boolean chunked;
    private long remaining;
    private int status;
    private int tokens;
    private boolean wrong;
    private boolean ended;
    private boolean lastOfConnection;
    private String runId;

    AnswerReader(Dialect dialect) {
        deltaLine = ascii(dialect.deltaLine);
        textMark = ascii(dialect.text);
        endMark = ascii(dialect.end);
        streamed = dialect != Dialect.CHAT;
        reset();
    }

    void reset() {
        part = Part.HEAD;
        length = 0;
        chunked = false;
        remaining = 0;
        status = 0;
        tokens = 0;
        wrong = false;
        ended = false;
        lastOfConnection = false;
    }

    /**
     * Reads what the buffer holds.
     *
     * @param arrived is told how many tokens are known whenever there are more
     * @return whether the answer is complete
     */
    boolean read(ByteBuffer bytes, IntConsumer arrived) {
        int before = tokens;
        while (bytes.hasRemaining() && part != Part.DONE) {
            switch (part) {
                case HEAD -> {
                    if (lineEnds(bytes)) {
                        headLine();
                    }
                }
                case CHUNK_SIZE -> {
                    if (lineEnds(bytes)) {
                        remaining = Long.parseLong(new String(line, 0, length, StandardCharsets.ISO_8859_1).strip(), 16);
                        length = 0;
                        restoreLine();
                        part = remaining == 0 ? Part.TRAILER : Part.BODY;
                    }
                }
                case BODY -> body(bytes);
                case CHUNK_END -> {
                    if (bytes.get() == '\n') {
                        saveLine();
                        part = Part.CHUNK_SIZE;
                    }
                }
                case TRAILER -> {
                    if (lineEnds(bytes)) {
                        part = length == 0 ? Part.DONE : Part.TRAILER;
                        length = 0;
                    }
                }
                case DONE -> {
                }
            }
        }
        if (tokens > before) {
            arrived.accept(tokens);
        }
        return part == Part.DONE;
    }

    /** A line of the body may go over several chunks. */
    private void saveLine() {
        saved = Arrays.copyOf(line, length);
        length = 0;
    }

    private void restoreLine() {
        System.arraycopy(saved, 0, line, 0, saved.length);
        length = saved.length;
    }

    /** Appends to the line up to its end; returns whether it ended, without the line break. */
    private boolean lineEnds(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                if (length > 0 && line[length - 1] == '\r') {
                    length--;
                }
                return true;
            }
            append(next);
        }
        return false;
    }

    private void append(byte next) {
        if (length == line.length) {
            line = Arrays.copyOf(line, 2 * length);
        }
        line[length++] = next;
    }

    private void headLine() {
        if (length == 0) {
            boolean empty = !chunked && remaining == 0;
            saved = new byte[0];
            part = empty ? Part.DONE : chunked ? Part.CHUNK_SIZE : Part.BODY;
        } else if (status == 0) {
            status = Integer.parseInt(new String(line, 9, 3, StandardCharsets.ISO_8859_1));
        } else if (startsWith(CONTENT_LENGTH)) {
            remaining = Long.parseLong(new String(line, CONTENT_LENGTH.length, length - CONTENT_LENGTH.length,
                    StandardCharsets.ISO_8859_1).strip());
        } else if (startsWith(CHUNKED)) {
            chunked = true;
        } else if (startsWith(CLOSES)) {
            lastOfConnection = true;
        }
        length = 0;
    }

    private boolean startsWith(byte[] name) {
        if (length < name.length) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            byte letter = line[i];
            if ((letter >= 'A' && letter <= 'Z' ? letter + 32 : letter) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private void body(ByteBuffer bytes) {
        int limit = bytes.limit();
        int taken = (int) Math.min(remaining, bytes.remaining());
        bytes.limit(bytes.position() + taken);
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                bodyLine();
                length = 0;
            } else {
                append(next);
            }
        }
        bytes.limit(limit);
        remaining -= taken;
        if (remaining == 0) {
            if (chunked) {
                part = Part.CHUNK_END;
            } else {
                bodyLine();
                part = Part.DONE;
            }
        }
    }

    private void bodyLine() {
        if (streamed && !startsWith(DATA)) {
            if (length > 0 && runId == null) {
                findRunId();
            }
            return;
        }
        if (indexOf(deltaLine, 0) >= 0) {
            int text = indexOf(textMark, 0);
            if (text >= 0) {
                readTokens(text + textMark.length);
            }
        }
        ended |= indexOf(endMark, 0) >= 0;
    }

    /** The answer that starts a run is no stream. */
    private void findRunId() {
        int at = indexOf(RUN_ID, 0);
        if (at >= 0) {
            int from = at + RUN_ID.length;
            int to = from;
            while (line[to] != '"') {
                to++;
            }
            runId = new String(line, from, to - from, StandardCharsets.ISO_8859_1);
        }
    }

    private void readTokens(int from) {
        int at = from;
        while (at < length && line[at] != '"') {
            if (line[at] != 'w') {
                at++;
                continue;
            }
            int number = 0;
            for (at++; at < length && line[at] >= '0' && line[at] <= '9'; at++) {
                number = 10 * number + line[at] - '0';
            }
            wrong |= number != tokens;
            tokens++;
        }
    }

    private int indexOf(byte[] mark, int from) {
        for (int i = from; i <= length - mark.length; i++) {
            int j = 0;
            while (j < mark.length && line[i + j] == mark[j]) {
                j++;
            }
            if (j == mark.length) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the id of the run that the answer named, once. */
    String takeRunId() {
        String taken = runId;
        runId = null;
        return taken;
    }

    /** Returns whether the server closes the connection after this answer, as Tomcat does after a hundred. */
    boolean lastOfConnection() {
        return lastOfConnection;
    }

    int tokens() {
        return tokens;
    }

    int status() {
        return status;
    }

    /** Returns what is wrong with a complete answer, or null. */
    String fault(Script script) {
        if (status != 200) {
            return "status " + status;
        }
        if (wrong || tokens != script.tokens()) {
            return "wrong text";
        }
        return ended ? null : "no end mark";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
