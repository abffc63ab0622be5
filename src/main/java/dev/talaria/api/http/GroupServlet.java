package dev.talaria.api.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Serves the routes of the group whose name it bears in {@code web.xml}, so that a container counts the requests of each group. The gate
 * has found the route by the raw path and answers what goes wrong here. Everything that works longer does so asynchronously.
 */
public final class GroupServlet extends HttpServlet {
    /** The name of the servlet of all other paths: it serves any route that a container takes there. */
    static final String REST = "talaria";
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Admitted admitted = Admitted.of(request);
        if (!getServletName().equals(REST) && !getServletName().equals(admitted.found().route().group())) {
            throw ApiFilter.notFound(request);
        }
        admitted.services().bodies().read(admitted.incoming(request, response), new Exchange(request, response, admitted)::serve);
    }
}
