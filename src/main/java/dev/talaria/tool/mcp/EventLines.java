package dev.talaria.tool.mcp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Splits a byte stream into the data of server-sent events, wherever its pieces are cut. For one thread at a time. */
final class EventLines {
    private static final String DATA = "data:";

    private final Consumer<String> events;
    private final int most;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder data = new StringBuilder();
    private boolean afterCr;

    /**
     * @param events receives the data of each event that has any
     * @param most   maximum size of an event in bytes
     */
    EventLines(Consumer<String> events, int most) {
        this.events = events;
        this.most = most;
    }

    /** @throws HttpReply.TooLongException if an event is too large */
    void feed(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            if (b == '\n' && afterCr) {
                afterCr = false;
            } else if (b == '\n' || b == '\r') {
                afterCr = b == '\r';
                line();
            } else {
                afterCr = false;
                line.write(b);
                if (line.size() + data.length() > most) {
                    throw new HttpReply.TooLongException();
                }
            }
        }
    }

    private void line() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (text.isEmpty()) {
            end();
        } else if (text.startsWith(DATA)) {
            data.append(data.length() == 0 ? "" : "\n").append(text.startsWith(" ", DATA.length())
                    ? text.substring(DATA.length() + 1) : text.substring(DATA.length()));
        }
    }

    private void end() {
        String event = data.toString();
        data.setLength(0);
        if (!event.isBlank()) {
            events.accept(event);
        }
    }
}
