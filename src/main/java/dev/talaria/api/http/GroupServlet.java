package dev.talaria.api.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Serves the routes of one group, under the group's name in {@code web.xml}, so that a container counts requests by group. The filter has
 * found the route by the raw path, and answers what goes wrong here. Longer work is asynchronous.
 */
public final class GroupServlet extends HttpServlet {
    /** The name of the servlet for all other paths: it serves any route that a container sends to it. */
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
