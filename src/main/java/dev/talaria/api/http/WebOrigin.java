package dev.talaria.api.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The origin of a web page (RFC 6454), with an explicit port: {@code http://a} and {@code http://a:80} are equal. */
record WebOrigin(String scheme, String host, int port) {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]");

    /** @return empty for anything but a plain http(s) origin */
    static Optional<WebOrigin> parse(String text) {
        try {
            URI uri = new URI(text);
            boolean plain = uri.getRawPath() != null && uri.getRawPath().isEmpty() && uri.getRawQuery() == null
                    && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
            return plain ? of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Returns the origin of a URL, ignoring what follows its host. */
    static Optional<WebOrigin> of(URI url) {
        if (url.getHost() == null || url.getScheme() == null) {
            return Optional.empty();
        }
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        int usualPort = switch (scheme) {
            case "http" -> 80;
            case "https" -> 443;
            default -> -1;
        };
        int port = url.getPort() < 0 ? usualPort : url.getPort();
        return usualPort < 0 ? Optional.empty() : Optional.of(new WebOrigin(scheme, url.getHost().toLowerCase(Locale.ROOT), port));
    }

    boolean isLoopback() {
        return LOOPBACK.matcher(host).matches();
    }
}
