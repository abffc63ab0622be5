package dev.talaria.api.http;

import dev.talaria.api.http.reply.ErrorMapper;
import dev.talaria.api.http.reply.ErrorReply;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Answers while the server cannot start yet: it is alive but not ready. After a permanent failure, {@code not_started}, it is not alive
 * either. Safe for many threads.
 */
public final class StartingFilter implements Filter {
    private static final Set<String> ALIVE = Set.of("/health", "/v1/health", "/health/live");

    private final Reply alive;
    private final Supplier<Problem> obstacle;

    /** @param obstacle returns what the server waits for, as callers may see it */
    public StartingFilter(Reply alive, Supplier<Problem> obstacle) {
        this.alive = Objects.requireNonNull(alive);
        this.obstacle = Objects.requireNonNull(obstacle);
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain) {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        HttpServletResponse response = (HttpServletResponse) servletResponse;
        ApiFilter.setCommonHeaders(request, response);
        Problem why = obstacle.get();
        String path = request.getRequestURI().substring(request.getContextPath().length());
        boolean asksForLife = why.code() != ErrorCode.NOT_STARTED && ALIVE.contains(path);
        ErrorReply.send(response, asksForLife ? alive : ErrorMapper.reply(why));
    }
}
