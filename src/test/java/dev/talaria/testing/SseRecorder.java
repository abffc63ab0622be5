package dev.talaria.testing;

import dev.talaria.json.Json;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads an event stream frame by frame, and fails on what is left over at its end. */
public final class SseRecorder implements AutoCloseable {
    /** One frame; comments have their text in {@code comment} and nothing else. */
    public record Frame(String id, String event, String data, String comment) {
        public JsonObject json() {
            return Json.parse(data).asJsonObject();
        }
    }

    private final int status;
    private final Map<String, List<String>> headers;
    private final InputStream body;
    private final BufferedReader lines;

    SseRecorder(int status, Map<String, List<String>> headers, InputStream body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    public int status() {
        return status;
    }

    public Optional<String> header(String name) {
        return headers.entrySet().stream().filter(e -> e.getKey().equalsIgnoreCase(name)).map(e -> e.getValue().get(0)).findFirst();
    }

    /** The next frame; blocks for it. Empty at the end of the stream. */
    public Optional<Frame> next() {
        String id = null;
        String event = null;
        String comment = null;
        List<String> data = new ArrayList<>();
        boolean begun = false;
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    return Optional.of(new Frame(id, event, data.isEmpty() ? null : String.join("\n", data), comment));
                }
                begun = true;
                int colon = line.indexOf(':');
                String value = line.substring(colon + 1).stripLeading();
                switch (line.substring(0, Math.max(colon, 0))) {
                    case "" -> comment = value;
                    case "id" -> id = value;
                    case "event" -> event = value;
                    case "data" -> data.add(value);
                    default -> throw new AssertionError("no field of an event stream: " + line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (begun) {
            throw new AssertionError("the stream ended inside a frame");
        }
        return Optional.empty();
    }

    /** Every frame that is still to come, comments left out. */
    public List<Frame> rest() {
        List<Frame> frames = new ArrayList<>();
        for (Optional<Frame> frame = next(); frame.isPresent(); frame = next()) {
            if (frame.get().data() != null) {
                frames.add(frame.get());
            }
        }
        return frames;
    }

    /** Reads to the end of a chat stream and joins its content; fails where {@code [DONE]} is not the last frame. */
    public String chatText() {
        List<Frame> frames = rest();
        if (frames.isEmpty() || !frames.get(frames.size() - 1).data().equals("[DONE]")) {
            throw new AssertionError("no [DONE] at the end of " + frames);
        }
        return frames.subList(0, frames.size() - 1).stream().filter(frame -> frame.event() == null)
                .map(Frame::json).map(Chats::delta).collect(Collectors.joining());
    }

    /** Reads the whole body as text: for replies that are no event stream. */
    public String text() {
        return lines.lines().collect(Collectors.joining("\n"));
    }

    /** Hangs up, whatever is still to come. */
    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
