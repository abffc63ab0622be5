package dev.talaria.outbound;

import dev.talaria.text.Truncation;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;

/**
 * A reply that sends its asker elsewhere. What was asked may be asked again there, with its method, body and key, where the server is
 * known to be the same: the same host and port, or the same host by https instead of http. The key goes nowhere else.
 *
 * @param asked  the absolute URL of the request
 * @param target the absolute URL it is sent to; null where the reply does not name one that can be understood
 * @param shown  the target for people, without user, query and fragment; empty where the reply names none
 */
public record Redirect(URI asked, URI target, String shown) {
    /** How often one call is sent on at the most. */
    private static final int MAX_HOPS = 5;
    private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);
    private static final int MAX_SHOWN = 300;

    public Redirect {
        Objects.requireNonNull(asked);
        Objects.requireNonNull(shown);
    }

    /** Empty for a reply that is none. */
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

    private static URI resolved(URI asked, String location) {
        try {
            URI target = asked.resolve(URI.create(location.replace(" ", "%20")));
            return target.getHost() == null || target.getScheme() == null ? null : target;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether the target is the same server, which may be given the request with its key. */
    public boolean isSameServer() {
        if (target == null || target.getRawUserInfo() != null || !asked.getHost().equalsIgnoreCase(target.getHost())) {
            return false;
        }
        String from = asked.getScheme().toLowerCase(Locale.ROOT);
        String to = target.getScheme().toLowerCase(Locale.ROOT);
        return from.equals(to) ? port(asked) == port(target) : from.equals("http") && to.equals("https");
    }

    /** Whether to ask again at the target, after having been sent on so many times. */
    public boolean mayBeFollowed(int hops) {
        return isSameServer() && hops < MAX_HOPS && !target.equals(asked);
    }

    private static int port(URI url) {
        return url.getPort() >= 0 ? url.getPort() : url.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    private static String bare(URI url) {
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return url.getScheme() + "://" + url.getHost() + port + (url.getRawPath() == null ? "" : url.getRawPath());
    }
}
