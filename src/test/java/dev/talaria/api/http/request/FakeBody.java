package dev.talaria.api.http.request;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A request that is nothing but a body, and the response beside it, which only remembers headers. */
final class FakeBody {
    final Map<String, String> replyHeaders = new HashMap<>();
    private final Stream stream;
    private final long declared;
    private final String expect;
    private List<String> codings = List.of();

    private FakeBody(InputStream bytes, long declared, String expect) {
        this.stream = new Stream(bytes);
        this.declared = declared;
        this.expect = expect;
    }

    static FakeBody chunked(InputStream bytes) {
        return new FakeBody(bytes, -1, null);
    }

    static FakeBody declaring(long length, InputStream bytes) {
        return new FakeBody(bytes, length, null);
    }

    FakeBody expecting() {
        return new FakeBody(stream, declared, "100-continue");
    }

    /** @param values of the {@code Content-Encoding} headers */
    FakeBody encoded(String... values) {
        codings = List.of(values);
        return this;
    }

    long bytesRead() {
        return stream.count;
    }

    HttpServletRequest request() {
        return (HttpServletRequest) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getContentLengthLong" -> declared;
                    case "getInputStream" -> stream;
                    case "getProtocol" -> "HTTP/1.1";
                    case "getHeaders" -> Collections.enumeration(codings);
                    case "getHeader" -> arguments[0].equals("Expect") ? expect : null;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    HttpServletResponse response() {
        return (HttpServletResponse) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {HttpServletResponse.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "setHeader" -> replyHeaders.put((String) arguments[0], (String) arguments[1]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static final class Stream extends ServletInputStream {
        private final InputStream in;
        private long count;

        private Stream(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            throw new IOException("a byte at a time is too slow");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            count += Math.max(0, read);
            return read;
        }

        @Override
        public boolean isFinished() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isReady() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException();
        }
    }
}
