package dev.talaria.outbound;

import dev.talaria.text.Truncation;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * A redirect. The request may be repeated at the target, with its method, body and key, only if that is the same server: the same host and
 * port, or the same host by https instead of http. The key is sent nowhere else.
 *
 * @param asked  the absolute URL of the request
 * @param target the absolute URL of the target; null if it is missing or malformed
 * @param shown  the target for display, without user, query and fragment; empty if it is missing
 */
public record Redirect(URI asked, @Nullable URI target, String shown) {
    /** Maximum number of redirects of one call. */
    private static final int MAX_HOPS = 5;
    private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);
    private static final int MAX_SHOWN = 300;

    public Redirect {
        Objects.requireNonNull(asked);
        Objects.requireNonNull(shown);
    }

    /** Returns the redirect, or empty if the reply is none. */
    public static Optional<Redirect> of(URI asked, HttpResponse response) {
        if (!STATUSES.contains(response.getCode())) {
            return Optional.empty();
        }
        Header location = response.getFirstHeader("Location");
        String text = location == null || location.getValue() == null ? "" : location.getValue().strip();
        if (text.isEmpty()) {
            return Optional.of(new Redirect(asked, null, ""));
        }
        URI target = resolved(asked, text);
        String shown = target == null ? text.replaceAll("[?#].*", "") : bare(target);
        return Optional.of(new Redirect(asked, target, Truncation.marked(shown, MAX_SHOWN)));
    }

    private static @Nullable URI resolved(URI asked, String location) {
        try {
            URI target = asked.resolve(URI.create(location.replace(" ", "%20")));
            return target.getHost() == null || target.getScheme() == null ? null : target;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Returns whether the target is the same server, which may receive the request with its key. */
    public boolean isSameServer() {
        if (target == null || target.getRawUserInfo() != null || !asked.getHost().equalsIgnoreCase(target.getHost())) {
            return false;
        }
        String from = asked.getScheme().toLowerCase(Locale.ROOT);
        String to = target.getScheme().toLowerCase(Locale.ROOT);
        return from.equals(to) ? port(asked) == port(target) : from.equals("http") && to.equals("https");
    }

    /** Returns the target if a call that has followed {@code hops} redirects may follow this one; else null. */
    public @Nullable URI next(int hops) {
        return isSameServer() && hops < MAX_HOPS && !asked.equals(target) ? target : null;
    }

    private static int port(URI url) {
        return url.getPort() >= 0 ? url.getPort() : url.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    private static String bare(URI url) {
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return url.getScheme() + "://" + url.getHost() + port + (url.getRawPath() == null ? "" : url.getRawPath());
    }
}
