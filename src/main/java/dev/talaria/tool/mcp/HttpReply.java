package dev.talaria.tool.mcp;

import dev.talaria.json.Json;
import dev.talaria.json.JsonFault;
import dev.talaria.text.Truncation;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hc.client5.http.async.methods.AbstractBinResponseConsumer;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * Reads one HTTP reply of an MCP server and passes on its messages, those of a stream as they come. Its result says why the reply is not
 * what was asked for. For one I/O thread, which it never blocks.
 */
final class HttpReply extends AbstractBinResponseConsumer<Optional<McpFault>> {
    static final String SESSION = "Mcp-Session-Id";
    private static final int MAX_WORDS = 300;

    private final McpTransport.Listener listener;
    private final Consumer<String> session;
    private final boolean inSession;
    private final EventLines events;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int status;
    private boolean stream;

    /** The reply, or an event of it, exceeds {@link McpTransport#MAX_MESSAGE}. */
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * @param session   receives the id of the session that a reply names
     * @param inSession whether the request named one
     */
    HttpReply(McpTransport.Listener listener, Consumer<String> session, boolean inSession) {
        this.listener = listener;
        this.session = session;
        this.inSession = inSession;
        this.events = new EventLines(text -> Incoming.pass(text, listener), McpTransport.MAX_MESSAGE);
    }

    @Override
    protected void start(HttpResponse response, @Nullable ContentType type) {
        status = response.getCode();
        stream = status == HttpStatus.SC_OK && type != null && type.getMimeType().equalsIgnoreCase("text/event-stream");
        Header named = response.getFirstHeader(SESSION);
        if (status == HttpStatus.SC_OK && named != null) {
            session.accept(named.getValue());
        }
    }

    @Override
    protected int capacityIncrement() {
        return Integer.MAX_VALUE;
    }

    @Override
    protected void data(ByteBuffer more, boolean endOfStream) throws IOException {
        if (stream) {
            events.feed(more);
            return;
        }
        if (more.remaining() > McpTransport.MAX_MESSAGE - body.size()) {
            throw new TooLongException();
        }
        byte[] taken = new byte[more.remaining()];
        more.get(taken);
        body.writeBytes(taken);
    }

    @Override
    protected Optional<McpFault> buildResult() {
        String text = body.toString(StandardCharsets.UTF_8);
        if (status >= HttpStatus.SC_OK && status < HttpStatus.SC_REDIRECTION) {
            boolean read = stream || status != HttpStatus.SC_OK || text.isBlank() || Incoming.pass(text, listener);
            return read ? Optional.empty() : Optional.of(McpFault.refused("The server sent something that is no JSON"));
        }
        String words = words(text);
        String message = "The server answered with HTTP " + status + (words.isEmpty() ? "" : ": " + words);
        boolean gone = inSession && isUnknownSession(words);
        return Optional.of(new McpFault(gone ? McpFault.Kind.SESSION_GONE : McpFault.Kind.REFUSED, message));
    }

    /** The specification wants 404; servers made after an early example answer 400. */
    private boolean isUnknownSession(String words) {
        return status == HttpStatus.SC_NOT_FOUND
                || status == HttpStatus.SC_BAD_REQUEST && words.toLowerCase(Locale.ROOT).contains("session");
    }

    private static String words(String text) {
        try {
            return Json.parseLeniently(text) instanceof JsonObject object && object.get("error") instanceof JsonObject error
                    ? Truncation.marked(error.getString("message", ""), MAX_WORDS) : "";
        } catch (JsonFault e) {
            return "";
        }
    }

    @Override
    public void releaseResources() {
        body.reset();
    }
}
