package dev.talaria.api.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.Objects;

/** The filter that the container registers at once; the application's filter behind it may come later. Safe for many threads. */
public final class EntryPoint implements Filter {
    private volatile Filter gate;

    /** @param closed answers everything until another filter is set */
    public EntryPoint(Filter closed) {
        gate = Objects.requireNonNull(closed);
    }

    /** Sends requests to this filter from now on; it needs no configuration. */
    public void open(Filter opened) {
        gate = opened;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException, ServletException {
        gate.doFilter(request, response, chain);
    }
}
