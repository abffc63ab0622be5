package dev.talaria.api.http;

import dev.talaria.access.ApiKey;
import dev.talaria.api.http.body.BodyReader;
import dev.talaria.api.http.reply.ErrorMapper;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.api.http.request.CleanText;
import dev.talaria.api.http.request.HeaderNames;
import dev.talaria.api.http.request.HeaderSyntax;
import dev.talaria.api.http.request.ScopeEcho;
import dev.talaria.api.http.request.ScopeReader;
import dev.talaria.api.http.site.SitePath;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.observe.AccessLog;
import dev.talaria.scope.RequestHeaders;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * The filter in front of everything: register it for all paths, request dispatches only, with asynchronous support. Passes on requests that
 * have a route, with an {@link Admitted}, and answers all others itself. Immutable, safe for many threads.
 */
public final class ApiFilter implements Filter {
    private static final Map<String, String> SECURITY_HEADERS = Map.of(
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
            "X-Frame-Options", "DENY",
            "Vary", "Origin");
    private static final String CONSOLE = "console";
    private static final Router.Match READ_ONLY = new Router.OtherMethod(new TreeSet<>(Set.of("GET", "HEAD", "OPTIONS")));
    /** Relative, so that it holds behind a proxy that serves the application under another path. */
    private static final Map<String, String> TO_CONSOLE = Map.of("Location", "console/", "Vary", "Origin, Accept, Authorization",
            "Cache-Control", "no-store");
    private static final Pattern SANE_REQUEST_ID = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");
    private static final Duration DRAINING_RETRY = Duration.ofSeconds(5);

    private record SentHeaders(HttpServletRequest request) implements ScopeReader.Headers {
        @Override
        public List<String> apply(String name) {
            return values(request, name);
        }

        @Override
        public List<String> names() {
            return Collections.list(request.getHeaderNames());
        }
    }

    private final AccessLog accessLog;
    private final RequestMeters meters;
    private final Router router;
    private final Cors cors;
    private final Authenticator authenticator;
    private final ExchangeServices services;
    private final BooleanSupplier draining;
    private final BiPredicate<String, ApiKey> agents;
    private final UnknownHeaders unknownHeaders;
    private final HeaderSyntax headerSyntax = new HeaderSyntax();

    /**
     * @param draining whether to reject new requests, except on open routes
     * @param agents   returns whether an agent exists that the API key may use
     */
    public ApiFilter(AccessLog accessLog, RequestMeters meters, Router router, Cors cors, Authenticator authenticator,
            ExchangeServices services, BooleanSupplier draining, BiPredicate<String, ApiKey> agents) {
        this.accessLog = accessLog;
        this.meters = meters;
        this.router = router;
        this.cors = cors;
        this.authenticator = authenticator;
        this.services = services;
        this.draining = draining;
        this.agents = agents;
        this.unknownHeaders = new UnknownHeaders(services.scopes().sessionIdAliases());
    }

    /** Never throws. A failure behind it becomes an error reply, unless the request is asynchronous: then it has an owner. */
    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain) {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        HttpServletResponse response = (HttpServletResponse) servletResponse;
        String requestId = setCommonHeaders(request, response);
        RequestLogEntry log = new RequestLogEntry(accessLog, meters, requestId, response);
        BodyReader.Incoming incoming = new BodyReader.Incoming(request, response, requestId, log::follow);
        try {
            serve(incoming, log, chain);
        } catch (Throwable failure) {
            Problem problem = ErrorMapper.problem(failure, requestId);
            log.failed(problem.code());
            Reply reply = ErrorMapper.reply(problem);
            if (!request.isAsyncStarted()) {
                services.bodies().refuse(incoming, reply);
            }
        } finally {
            log.finish();
        }
    }

    /** Sets the headers of every reply; returns the request's id. */
    static String setCommonHeaders(HttpServletRequest request, HttpServletResponse response) {
        String requestId = requestId(request);
        response.setHeader(HeaderNames.REQUEST_ID, requestId);
        SECURITY_HEADERS.forEach(response::setHeader);
        return requestId;
    }

    private void serve(BodyReader.Incoming incoming, RequestLogEntry log, FilterChain chain) throws IOException, ServletException {
        HttpServletRequest request = incoming.request();
        HttpServletResponse response = incoming.response();
        headerSyntax.check(request);
        checkOrigin(request, response);
        if (isPreflight(request)) {
            cors.preflight(request.getHeader("Access-Control-Request-Headers")).forEach(response::setHeader);
            services.bodies().refuse(incoming, new Reply(200, "", Map.of()));
            return;
        }
        services.bodies().checkFraming(request);
        if (servesConsole(incoming, log, chain)) {
            return;
        }
        AgentPath path = AgentPath.of(path(request));
        Router.Match match = router.match(request.getMethod(), path.rest());
        if (match instanceof Router.Found found) {
            log.route(found.route().name(), found.route().group());
        }
        if (match instanceof Router.Found found && found.route().open()) {
            new Admitted(incoming.id(), null, null, RequestHeaders.NONE, found, log, services).attachTo(request);
            chain.doFilter(request, response);
            return;
        }
        ApiKey key = authenticator.admit(request);
        log.caller(key);
        if (draining.getAsBoolean() && !(match instanceof Router.Found found && found.route().whileDraining())) {
            throw ErrorCode.DRAINING.because("The server is shutting down").withRetryAfter(DRAINING_RETRY);
        }
        unknownHeaders.check(request.getHeaderNames());
        RequestHeaders headers = services.scopes().read(new SentHeaders(request), key);
        log.user(headers.identity());
        log.trace(headers.trace());
        ScopeEcho.of(headers).forEach(response::setHeader);
        authenticator.checkRate(key, response);
        if (path.agent() != null && !agents.test(path.agent(), key)) {
            throw notFound(request);
        }
        if (match instanceof Router.Found found) {
            Authenticator.checkEndpoint(key, found.route());
            new Admitted(incoming.id(), key, path.agent(), headers, found, log, services).attachTo(request);
            chain.doFilter(request, response);
        } else {
            checkMethod(match, request, response);
            services.bodies().refuse(incoming, Reply.noContent());
        }
    }

    /** The console's files are open: they hold nothing but the program, which then sends the API key with each of its requests. */
    private boolean servesConsole(BodyReader.Incoming incoming, RequestLogEntry log, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = incoming.request();
        boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        if (SitePath.of(path(request)).isPresent()) {
            log.route(CONSOLE, CONSOLE);
            if (reads) {
                chain.doFilter(request, incoming.response());
            } else {
                checkMethod(READ_ONLY, request, incoming.response());
                services.bodies().refuse(incoming, Reply.noContent());
            }
            return true;
        }
        if (reads && SitePath.leadsToConsole(path(request), request.getHeader("Accept"), request.getHeader("Authorization"))) {
            log.route(CONSOLE, CONSOLE);
            services.bodies().refuse(incoming, new Reply(HttpServletResponse.SC_FOUND, "", TO_CONSOLE));
            return true;
        }
        return false;
    }

    private void checkOrigin(HttpServletRequest request, HttpServletResponse response) {
        if (request.getHeader("Origin") == null) {
            return;
        }
        List<String> origins = values(request, "Origin").stream().distinct().toList();
        if (origins.size() > 1 || !cors.admits(origins.get(0), host(request))) {
            throw ErrorCode.ORIGIN_NOT_ALLOWED.because("Origin not allowed: talaria.cors.origins (TALARIA_CORS_ORIGINS) lists the web "
                    + "pages that may call this server");
        }
        cors.headers(origins.get(0)).forEach(response::setHeader);
    }

    /** Answers a request for the methods of a known path; rejects any other. */
    private static void checkMethod(Router.Match match, HttpServletRequest request, HttpServletResponse response) {
        String method = request.getMethod();
        if (!(match instanceof Router.OtherMethod other)) {
            throw notFound(request);
        }
        response.setHeader("Allow", String.join(", ", other.allow()));
        if (!method.equals("OPTIONS")) {
            throw ErrorCode.METHOD_NOT_ALLOWED.because("Method not allowed: " + CleanText.excerpt(method, 20));
        }
    }

    static ApiException notFound(HttpServletRequest request) {
        return ErrorCode.NOT_FOUND.because("Not found: " + CleanText.excerpt(request.getMethod(), 20) + " "
                + CleanText.excerpt(path(request), 200));
    }

    private static boolean isPreflight(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS") && request.getHeader("Origin") != null
                && request.getHeader("Access-Control-Request-Method") != null;
    }

    /** Returns the raw URI: the container's decoded path has lost what must be rejected. */
    private static String path(HttpServletRequest request) {
        String uri = request.getRequestURI();
        String context = request.getContextPath();
        return uri.startsWith(context) ? uri.substring(context.length()) : "";
    }

    /** HTTP/2 has no Host header. */
    private static String host(HttpServletRequest request) {
        String host = request.getHeader("Host");
        return host != null ? host : request.getServerName() + ":" + request.getServerPort();
    }

    private static List<String> values(HttpServletRequest request, String name) {
        return Collections.list(request.getHeaders(name));
    }

    private static String requestId(HttpServletRequest request) {
        List<String> sent = values(request, HeaderNames.REQUEST_ID);
        return sent.size() == 1 && SANE_REQUEST_ID.matcher(sent.get(0)).matches() ? sent.get(0)
                : "req_" + randomHex() + randomHex();
    }

    /** Need not be unpredictable: it only tells requests apart, so a fast source is enough. */
    private static String randomHex() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
