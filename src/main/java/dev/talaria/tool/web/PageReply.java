package dev.talaria.tool.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.entity.AbstractBinDataConsumer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Reads one reply of a web server as far as a page may be long. For one I/O thread, which it never blocks. */
final class PageReply extends AbstractBinDataConsumer implements AsyncResponseConsumer<PageReply.Reply> {
    static final int MAX_BYTES = 2_000_000;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Pattern TEXT = Pattern.compile(
            "text/[^;]+|application/(?:xhtml\\+xml|json|xml|javascript|yaml|[\\w.-]+\\+(?:json|xml))");
    private static final Pattern CHARSET = Pattern.compile("(?i);\\s*charset\\s*=\\s*[\"']?([^\\s;\"']+)");
    private static final Set<String> HTML = Set.of("text/html", "application/xhtml+xml");

    /** What a server answered. */
    sealed interface Reply {
        /** @param location as sent */
        record Redirect(String location) implements Reply {
        }

        /**
         * A page.
         *
         * @param charset named by the server; empty if it names none that is known
         * @param cut     whether it is longer
         */
        record Page(byte[] bytes, boolean html, Optional<Charset> charset, boolean cut) implements Reply {
        }

        /** @param why for the model */
        record Refused(String why) implements Reply {
        }
    }

    /** The page is longer than may be read; the connection is given up. */
    static final class CutException extends IOException {
        private static final long serialVersionUID = 1L;
        private final transient Reply page;

        private CutException(Reply page) {
            super("the page is too long");
            this.page = page;
        }

        Reply page() {
            return page;
        }
    }

    /** Nothing of the body is wanted; the connection is given up. */
    static final class KnownException extends IOException {
        private static final long serialVersionUID = 1L;
        private final transient Reply reply;

        private KnownException(Reply reply) {
            super("the reply is known by its head");
            this.reply = reply;
        }

        Reply reply() {
            return reply;
        }
    }

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    /** Without its parameters, in lower case; empty if the server names none. */
    private String type = "";
    private Optional<Charset> charset = Optional.empty();
    private @Nullable FutureCallback<Reply> callback;

    @Override
    public void consumeResponse(HttpResponse response, @Nullable EntityDetails entity, HttpContext context, FutureCallback<Reply> result)
            throws IOException {
        String declared = entity == null || entity.getContentType() == null ? "" : entity.getContentType();
        type = declared.replaceAll(";.*", "").strip().toLowerCase(Locale.ROOT);
        charset = charset(declared);
        Reply known = known(response, type);
        if (known != null) {
            throw new KnownException(known);
        }
        if (entity == null) {
            result.completed(page(false));
        } else {
            callback = result;
        }
    }

    @Override
    public void informationResponse(HttpResponse response, HttpContext context) {
        // The reply follows.
    }

    private static @Nullable Reply known(HttpResponse response, String kind) {
        int status = response.getCode();
        if (REDIRECTS.contains(status)) {
            String location = value(response, "Location");
            return location.isEmpty() ? new Reply.Refused("the server redirects to nowhere") : new Reply.Redirect(location);
        }
        if (status != 200 && status != 203) {
            return new Reply.Refused("the server answers with HTTP " + status);
        }
        String coding = value(response, "Content-Encoding");
        if (!coding.isEmpty() && !coding.equalsIgnoreCase("identity")) {
            return new Reply.Refused("the page is compressed although that was not asked for");
        }
        return kind.isEmpty() || TEXT.matcher(kind).matches() ? null : new Reply.Refused("it is no text but " + kind);
    }

    private static String value(HttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null || header.getValue() == null ? "" : header.getValue().strip();
    }

    @Override
    protected int capacityIncrement() {
        return Integer.MAX_VALUE;
    }

    @Override
    protected void data(ByteBuffer more, boolean endOfStream) throws IOException {
        int fits = Math.min(more.remaining(), MAX_BYTES - bytes.size());
        boolean over = more.remaining() > fits;
        byte[] taken = new byte[fits];
        more.get(taken);
        bytes.writeBytes(taken);
        if (over) {
            throw new CutException(page(true));
        }
    }

    @Override
    protected void completed() {
        Objects.requireNonNull(callback).completed(page(false));
    }

    @Override
    public void failed(Exception cause) {
        // The exchange tells its own callback.
    }

    private Reply page(boolean cut) {
        byte[] body = bytes.toByteArray();
        if (type.isEmpty() && new String(body, StandardCharsets.ISO_8859_1).indexOf('\0') >= 0) {
            return new Reply.Refused("the server does not say what it is, and it is no text");
        }
        boolean html = HTML.contains(type) || type.isEmpty()
                && new String(body, 0, Math.min(1_000, body.length),
                        StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT).contains("<html");
        return new Reply.Page(body, html, charset, cut);
    }

    private static Optional<Charset> charset(String declared) {
        Matcher named = CHARSET.matcher(declared);
        try {
            return named.find() ? Optional.of(Charset.forName(named.group(1))) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public void releaseResources() {
        bytes.reset();
    }
}
