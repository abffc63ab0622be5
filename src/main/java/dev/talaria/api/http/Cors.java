package dev.talaria.api.http;

import dev.talaria.api.http.request.HeaderNames;
import dev.talaria.scope.Identity;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which web pages may call, and the CORS headers that tell a browser so (WHATWG Fetch, section 3.2). Immutable. */
public final class Cors {
    private static final String ANY = "*";
    private static final int MAX_ASKED_HEADERS = 64;
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}");
    private static final List<String> ALLOWED_HEADERS = List.of("Authorization", "Content-Type", HeaderNames.IDEMPOTENCY_KEY);
    private static final String EXPOSED_HEADERS = exposedHeaders();

    private final Set<String> allowed;
    private final Optional<WebOrigin> own;

    /**
     * @param origins   exact origins, or the one entry {@code *}
     * @param publicUrl where browsers see this server
     */
    public Cors(List<String> origins, Optional<URI> publicUrl) {
        allowed = origins.stream().map(origin -> origin.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        own = publicUrl.flatMap(WebOrigin::of);
    }

    /** @param host the request's host and port; a page loaded from there is admitted only on a loopback address */
    boolean admits(String origin, String host) {
        return allowed.contains(ANY) || !origin.equals("null") && allowed.contains(origin.toLowerCase(Locale.ROOT)) || isOwn(origin, host);
    }

    /** Returns the headers of every reply to an admitted origin. */
    Map<String, String> headers(String origin) {
        return Map.of("Access-Control-Allow-Origin", allowed.contains(ANY) ? ANY : origin,
                "Access-Control-Expose-Headers", EXPOSED_HEADERS);
    }

    /** Returns the additional headers of the reply to an admitted origin's preflight. */
    Map<String, String> preflight(String askedHeaders) {
        return Map.of("Access-Control-Allow-Methods", "GET, POST, PATCH, DELETE, OPTIONS",
                "Access-Control-Allow-Headers", String.join(", ", allowedHeaders(askedHeaders)),
                "Access-Control-Max-Age", "600");
    }

    /** Any other name in {@code Host} may be an attacker's that resolves to this machine. */
    private boolean isOwn(String origin, String host) {
        Optional<WebOrigin> from = WebOrigin.parse(origin);
        return from.isPresent() && (from.equals(own)
                || from.get().isLoopback() && from.equals(WebOrigin.parse(from.get().scheme() + "://" + host)));
    }

    private static Set<String> allowedHeaders(String asked) {
        Set<String> headers = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        headers.addAll(ALLOWED_HEADERS);
        if (asked != null) {
            Pattern.compile(",").splitAsStream(asked).map(String::strip).filter(TOKEN.asMatchPredicate())
                    .limit(MAX_ASKED_HEADERS).forEach(headers::add);
        }
        return headers;
    }

    private static String exposedHeaders() {
        List<String> exposed = new ArrayList<>(List.of(HeaderNames.SESSION_ID, HeaderNames.SESSION_KEY, HeaderNames.RUN_ID,
                HeaderNames.MEMORY, HeaderNames.MODEL, HeaderNames.PROVIDER, HeaderNames.REQUEST_ID,
                HeaderNames.IDEMPOTENCY_REPLAYED, HeaderNames.RETRY_AFTER, HeaderNames.SHOULD_RETRY,
                "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"));
        exposed.addAll(Identity.HEADERS);
        return String.join(", ", exposed);
    }
}
