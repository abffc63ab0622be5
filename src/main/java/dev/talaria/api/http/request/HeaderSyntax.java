package dev.talaria.api.http.request;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;

/** What HTTP asks of every header and not every server checks: a proxy before it may read such a request in another way. */
public final class HeaderSyntax {
    private static final String SIGNS_OF_NAMES = "!#$%&'*+-.^_`|~";

    private HeaderSyntax() {
    }

    /** @throws ApiException 400 for a name that is no token, or a control character other than the tab in a value */
    public static void check(HttpServletRequest request) {
        Enumeration<String> names = request.getHeaderNames();
        while (names.hasMoreElements()) {
            String name = names.nextElement();
            if (!isToken(name)) {
                throw ErrorCode.MALFORMED_REQUEST.because("The name of a header is none");
            }
            Enumeration<String> values = request.getHeaders(name);
            while (values.hasMoreElements()) {
                if (values.nextElement().chars().anyMatch(HeaderSyntax::isControl)) {
                    throw ErrorCode.MALFORMED_REQUEST.because("The header '" + name + "' holds a control character");
                }
            }
        }
    }

    private static boolean isToken(String name) {
        return !name.isEmpty() && name.chars().allMatch(HeaderSyntax::isTokenCharacter);
    }

    private static boolean isTokenCharacter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || SIGNS_OF_NAMES.indexOf(c) >= 0;
    }

    private static boolean isControl(int c) {
        return c < ' ' && c != '\t' || c == 0x7F;
    }
}
