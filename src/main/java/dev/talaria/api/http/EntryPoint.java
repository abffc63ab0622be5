package dev.talaria.api.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.Objects;

/**
 * Where requests come in. A container wants filter and servlet at once, while the application behind them may be there later.
 * Safe for many threads.
 */
public final class EntryPoint {
    private record Application(Filter gate, Servlet servlet) {
    }

    private final Filter closed;
    private volatile Application application;

    /** @param closed answers everything itself for as long as nobody is behind it */
    public EntryPoint(Filter closed) {
        this.closed = Objects.requireNonNull(closed);
    }

    /** In front of everything. */
    public Filter gate() {
        return new DelegatingFilter();
    }

    /** Behind the gate, for all paths. */
    public Servlet servlet() {
        return new DelegatingServlet();
    }

    /** From here on requests go to these two, which need no configuration. */
    public void open(Filter gate, Servlet servlet) {
        application = new Application(gate, servlet);
    }

    private final class DelegatingFilter implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException, ServletException {
            Application now = application;
            (now == null ? closed : now.gate()).doFilter(request, response, chain);
        }
    }

    private final class DelegatingServlet extends GenericServlet {
        private static final long serialVersionUID = 1L;

        @Override
        public void service(ServletRequest request, ServletResponse response) throws ServletException, IOException {
            application.servlet().service(request, response);
        }
    }
}
