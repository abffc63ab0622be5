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
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Answers while the server cannot start yet: it is alive but not ready. After a permanent failure, {@code not_started}, it is not alive
 * either. Safe for many threads.
 */
public final class StartingFilter implements Filter {
    private static final String READY = "/health/ready";

    private final Map<String, Reply> alive;
    private final Function<Problem, Reply> notReady;
    private final Supplier<Problem> obstacle;

    /**
     * @param alive    the replies that show the server to be alive, by path
     * @param notReady returns the reply of a server that is not ready
     * @param obstacle returns what the server waits for, as callers may see it
     */
    public StartingFilter(Map<String, Reply> alive, Function<Problem, Reply> notReady, Supplier<Problem> obstacle) {
        this.alive = Map.copyOf(alive);
        this.notReady = Objects.requireNonNull(notReady);
        this.obstacle = Objects.requireNonNull(obstacle);
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain) {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        HttpServletResponse response = (HttpServletResponse) servletResponse;
        ApiFilter.setCommonHeaders(request, response);
        Problem why = obstacle.get();
        String path = request.getRequestURI().substring(request.getContextPath().length());
        Reply lives = why.code() == ErrorCode.NOT_STARTED ? null : alive.get(path);
        ErrorReply.send(response, lives != null ? lives : path.equals(READY) ? notReady.apply(why) : ErrorMapper.reply(why));
    }
}
