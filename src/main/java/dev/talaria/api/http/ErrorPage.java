package dev.talaria.api.http;

import dev.talaria.api.http.reply.ErrorMapper;
import dev.talaria.api.http.reply.ErrorReply;
import dev.talaria.api.http.reply.Reply;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * The error page of {@code web.xml}: renders the container's own refusals in the shape of every other error, instead of HTML with the
 * container's name. The filter rejects requests for its path.
 */
public final class ErrorPage extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        ApiFilter.setCommonHeaders(request, response);
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer refused ? refused
                : HttpServletResponse.SC_NOT_FOUND;
        Reply usual = ErrorMapper.reply(problem(status));
        ErrorReply.send(response, new Reply(status, usual.json(), usual.headers()));
    }

    private static Problem problem(int status) {
        return switch (status) {
            case HttpServletResponse.SC_NOT_FOUND -> Problem.of(ErrorCode.NOT_FOUND, "Not found");
            case HttpServletResponse.SC_METHOD_NOT_ALLOWED, HttpServletResponse.SC_NOT_IMPLEMENTED ->
                    Problem.of(ErrorCode.METHOD_NOT_ALLOWED, "Method not allowed");
            case HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE -> Problem.of(ErrorCode.BODY_TOO_LARGE, "The request body is too large");
            default -> status < HttpServletResponse.SC_INTERNAL_SERVER_ERROR
                    ? Problem.of(ErrorCode.MALFORMED_REQUEST, "The server could not understand the request")
                    : Problem.of(ErrorCode.INTERNAL_ERROR, "Internal error");
        };
    }
}
