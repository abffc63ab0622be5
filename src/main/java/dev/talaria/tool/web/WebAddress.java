package dev.talaria.tool.web;

import dev.talaria.tool.ToolFailure;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a page: http(s), a host and a port that may be asked, without a user and without a fragment. Immutable.
 *
 * @param host in lower case, in ASCII; of IPv6 with its brackets
 * @param path with the query
 */
record WebAddress(String scheme, String host, int port, String path) {
    private static final int MAX_LENGTH = 2_000;
    private static final Pattern FORM = Pattern.compile("(?i)(https?)://([^/?#]*)([^#]*)(#.*)?");
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^:\\[\\]@%]+)(?::(\\d{1,5})?)?");
    private static final Pattern NUMERIC = Pattern.compile("(?:.*\\.)?(?:\\d+|0[xX][0-9A-Fa-f]*)");
    private static final Pattern DOTTED = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern NAME = Pattern.compile("[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?");
    /** Other programs read "\" as "/", and skip line breaks: what one takes for the path is the host to another. */
    private static final Pattern AMBIGUOUS = Pattern.compile("[\\\\\\s\\p{Cntrl}\\p{Zs}]");
    private static final String UNSAFE = "\"<>[]^`{|}";

    /** @throws ToolFailure if no page may be read there; the message says why */
    static WebAddress of(String text, Set<Integer> ports) throws ToolFailure {
        if (text.length() > MAX_LENGTH) {
            throw new ToolFailure("the URL is longer than " + MAX_LENGTH + " characters");
        }
        if (AMBIGUOUS.matcher(text).find()) {
            throw new ToolFailure("a URL holds no spaces, control characters or backslashes");
        }
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new ToolFailure("only URLs that begin with http:// or https:// can be read");
        }
        if (parts.group(2).contains("@")) {
            throw new ToolFailure("a URL with a user or a password is not read");
        }
        Matcher authority = AUTHORITY.matcher(parts.group(2));
        if (!authority.matches()) {
            throw new ToolFailure("the URL has no valid host");
        }
        String scheme = parts.group(1).toLowerCase(Locale.ROOT);
        int port = authority.group(2) == null ? scheme.equals("https") ? 443 : 80 : Integer.parseInt(authority.group(2));
        if (!ports.contains(port)) {
            throw new ToolFailure("pages are not read from port " + port);
        }
        String path = encoded(parts.group(3));
        return new WebAddress(scheme, host(authority.group(1)), port, path.startsWith("/") ? path : "/" + path);
    }

    private static String host(String written) throws ToolFailure {
        if (written.startsWith("[")) {
            return ipv6(written);
        }
        String host;
        try {
            host = IDN.toASCII(written).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw new ToolFailure("the URL has no valid host");
        }
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        if (name.length() > 253 || !NAME.matcher(name).matches() || name.contains("..")) {
            throw new ToolFailure("the URL has no valid host");
        }
        // 127.1, 2130706433, 0x7f000001 and 0177.0.0.1 are spellings of 127.0.0.1 to some programs and names or other addresses to others.
        if (NUMERIC.matcher(name).matches() && !DOTTED.matcher(name).matches()) {
            throw new ToolFailure("an IP address is written as four decimal numbers");
        }
        return name;
    }

    /** Addresses that embed one of IPv4 in dots are refused with their dots. */
    private static String ipv6(String written) throws ToolFailure {
        if (written.contains(".")) {
            throw new ToolFailure("an IPv6 address that stands for an IPv4 address is not read");
        }
        return written.toLowerCase(Locale.ROOT);
    }

    /** Encodes what has no place in a request line, and leaves what is encoded already. */
    private static String encoded(String path) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            if (c > '~' || UNSAFE.indexOf(c) >= 0) {
                encoded.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
            } else {
                encoded.append(c);
            }
        }
        return encoded.toString();
    }

    /** Returns where a redirect leads. */
    WebAddress redirected(String location, Set<Integer> ports) throws ToolFailure {
        String target = location.strip();
        if (target.matches("(?i)[a-z][a-z0-9+.-]*:.*")) {
            return of(target, ports);
        }
        if (AMBIGUOUS.matcher(target).find()) {
            throw new ToolFailure("it redirects to something that is no URL");
        }
        if (target.startsWith("//")) {
            return of(scheme + ":" + target, ports);
        }
        try {
            return of(new URI(toString()).resolve(encoded(target)).toString(), ports);
        } catch (IllegalArgumentException | URISyntaxException e) {
            throw new ToolFailure("it redirects to something that is no URL");
        }
    }

    /** Returns the host without the brackets of IPv6. */
    String bareHost() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    public String toString() {
        boolean usual = port == (scheme.equals("https") ? 443 : 80);
        return scheme + "://" + host + (usual ? "" : ":" + port) + path;
    }
}
