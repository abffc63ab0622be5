package dev.talaria.api.http;

import dev.talaria.access.ApiKey;
import dev.talaria.access.ApiKeys;
import dev.talaria.access.FailedAttempts;
import dev.talaria.access.RateLimits;
import dev.talaria.api.http.request.CleanText;
import dev.talaria.api.http.request.ClientAddress;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.metric.Meters;
import dev.talaria.metric.Metric;
import dev.talaria.text.LogText;
import dev.talaria.usage.KeyUseStore;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Authenticates requests by their API key, and enforces the key's rate limit and endpoints. Safe for many threads. */
public final class Authenticator {
    private static final System.Logger LOG = System.getLogger(Authenticator.class.getName());
    private static final int MAX_PROXIES = 10;
    private static final int MAX_ADDRESS = 64;

    private final Set<String> toldProxies = ConcurrentHashMap.newKeySet();
    private final ApiKeys keys;
    private final FailedAttempts failures;
    private final RateLimits rates;
    private final ClientAddress addresses;
    private final KeyUseStore used;
    private final Meters.Count failed;
    private final Meters.Count overRate;
    private final Meters.Count overFailures;

    public Authenticator(ApiKeys keys, FailedAttempts failures, RateLimits rates, ClientAddress addresses,
                         KeyUseStore used, Meters meters) {
        this.keys = keys;
        this.failures = failures;
        this.rates = rates;
        this.addresses = addresses;
        this.used = used;
        this.failed = meters.counter(Metric.FAILED_KEYS);
        this.overRate = meters.counter(Metric.RATE_LIMITED, "requests_per_minute");
        this.overFailures = meters.counter(Metric.RATE_LIMITED, "failed_keys");
    }

    /**
     * @throws dev.talaria.error.ApiException {@code invalid_api_key}: the message explains a missing or malformed header, and says of a
     * wrong key only that it is invalid; {@code rate_limit_exceeded}
     */
    ApiKey admit(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        String presented = ApiKeys.bearer(header).map(key -> CleanText.decode(key).orElse(key)).orElse(null);
        ApiKey key = find(presented, request).or(keys::anonymous)
                .orElseThrow(() -> ErrorCode.INVALID_API_KEY.because(fault(header, presented)));
        used.note(key.tenant().name(), key.name());
        return key;
    }

    private String fault(String header, String presented) {
        if (keys.isWithoutKeys()) {
            return "This server has no API key, so it refuses every request: set TALARIA_API_KEY and restart it";
        }
        if (presented != null) {
            return "Invalid API key";
        }
        return header == null || header.isBlank() ? "Missing API key: send it in the header 'Authorization: Bearer KEY'"
                : "The header 'Authorization' holds no API key: it must be 'Bearer KEY', with one space between the two and none in "
                + "the key";
    }

    /** A request without a key is no guess; on an open server there is nothing to guess. */
    private Optional<ApiKey> find(String presented, HttpServletRequest request) {
        if (presented == null || keys.anonymous().isPresent()) {
            return keys.match(presented);
        }
        String peer = request.getRemoteAddr();
        List<String> forwardedFor = Collections.list(request.getHeaders("X-Forwarded-For"));
        if (addresses.isUnknownProxy(peer, forwardedFor)) {
            tellOfProxy(peer);
        }
        String address = addresses.of(peer, forwardedFor);
        try {
            Optional<ApiKey> found = failures.check(address, () -> keys.match(presented), () -> keys.matchKnown(presented));
            failed.add(found.isPresent() ? 0 : 1);
            return found;
        } catch (ApiException e) {
            if (e.code() == ErrorCode.RATE_LIMIT_EXCEEDED) {
                failed.increment();
                overFailures.increment();
            }
            throw e;
        }
    }

    private void tellOfProxy(String peer) {
        if (toldProxies.size() < MAX_PROXIES && toldProxies.add(peer)) {
            LOG.log(System.Logger.Level.WARNING, "Requests from " + LogText.plain(peer, MAX_ADDRESS) + " have X-Forwarded-For, but "
                    + "talaria.proxies (TALARIA_PROXIES) does not list that address: all clients behind it share one count of failed "
                    + "API keys. If it is your proxy, add it. Logged once per address.");
        }
    }

    /**
     * Counts the request against the rate limit; the reply reports the rest.
     *
     * @throws dev.talaria.error.ApiException {@code rate_limit_exceeded}
     */
    void checkRate(ApiKey key, HttpServletResponse response) {
        rates.take(key).ifPresent(taken -> {
            response.setHeader("x-ratelimit-limit-requests", Integer.toString(taken.limit()));
            response.setHeader("x-ratelimit-remaining-requests", Long.toString(taken.remaining()));
            response.setHeader("x-ratelimit-reset-requests", taken.reset().toSeconds() + "s");
            if (!taken.granted()) {
                overRate.increment();
                throw ErrorCode.RATE_LIMIT_EXCEEDED.because("Too many requests per minute (max " + taken.limit() + ")")
                        .withRetryAfter(taken.retryAfter());
            }
        });
    }

    /** @throws dev.talaria.error.ApiException {@code permission_denied} */
    static void checkEndpoint(ApiKey key, Route route) {
        if (!key.policy().allowsEndpoint(route.name())) {
            throw ErrorCode.PERMISSION_DENIED.because("This API key may not use " + route.name());
        }
    }
}
