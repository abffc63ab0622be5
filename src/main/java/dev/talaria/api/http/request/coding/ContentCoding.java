package dev.talaria.api.http.request.coding;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.text.Truncation;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The content coding of a request's body: none, or one that is decoded here. */
public enum ContentCoding {
    IDENTITY("identity"),
    GZIP("gzip"),
    /** The zlib format of the standard; also the bare deflate format, which many clients send under this name. */
    DEFLATE("deflate");

    /** The {@code Accept-Encoding} header of a rejection. */
    public static final String ACCEPTED = "gzip, deflate";

    private static final int MAX_NAME_LENGTH = 40;

    private final String label;

    ContentCoding(String label) {
        this.label = label;
    }

    /** Bounds the decoded size; called before each piece is stored. */
    @FunctionalInterface
    public interface Bound {
        /** @throws dev.talaria.error.ApiException if the bound is exceeded */
        void grow(long bytes);
    }

    /**
     * Returns the coding that the values of a request's {@code Content-Encoding} headers name.
     *
     * @throws dev.talaria.error.ApiException {@code unsupported_content_encoding} for any other coding, and for more than one
     */
    public static ContentCoding of(List<String> headers) {
        List<String> names = headers.stream().flatMap(header -> Stream.of(header.split(","))).map(String::strip)
                .filter(name -> !name.isEmpty()).toList();
        if (names.size() > 1) {
            throw unsupported("Content-Encoding must name one coding, not " + names.size());
        }
        return names.isEmpty() ? IDENTITY : named(names.get(0));
    }

    private static ContentCoding named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            default -> throw unsupported("Content-Encoding " + printable(name) + " is not supported");
        };
    }

    private static ApiException unsupported(String what) {
        return ErrorCode.UNSUPPORTED_CONTENT_ENCODING.at("Content-Encoding", what + "; send the body as it is, or as one of: " + ACCEPTED);
    }

    private static String printable(String name) {
        return "'" + Truncation.marked(name.replaceAll("[^!-~]", "?"), MAX_NAME_LENGTH) + "'";
    }

    /**
     * Decodes a whole body; an empty one stays empty. Stops when the bound throws.
     *
     * @throws dev.talaria.error.ApiException {@code malformed_request} if the body is cut short, is corrupt or continues after its end;
     * what the bound throws
     */
    public byte[] decode(byte[] encoded, Bound bound) {
        if (this == IDENTITY || encoded.length == 0) {
            return encoded;
        }
        try (Inflation inflation = new Inflation(encoded, bound)) {
            return this == GZIP ? inflation.gzip() : inflation.deflate();
        } catch (InflationFault fault) {
            throw ErrorCode.MALFORMED_REQUEST.because("The request body is not valid " + label + ": " + fault.getMessage(), fault);
        }
    }
}
