package dev.talaria.api.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.Objects;

/** Where requests come in. A container wants a filter at once, while the application's gate may be there later. Safe for many threads. */
public final class EntryPoint implements Filter {
    private volatile Filter gate;

    /** @param closed answers everything itself for as long as nobody is behind it */
    public EntryPoint(Filter closed) {
        gate = Objects.requireNonNull(closed);
    }

    /** From here on requests go to this gate, which needs no configuration. */
    public void open(Filter opened) {
        gate = opened;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException, ServletException {
        gate.doFilter(request, response, chain);
    }
}
