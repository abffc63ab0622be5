package dev.talaria.api.http.request;

import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;

/**
 * Checks what HTTP demands of every header but not every server checks: a proxy in front may interpret such a request differently. Safe for
 * many threads.
 */
public final class HeaderSyntax {
    private static final String TOKEN_SYMBOLS = "!#$%&'*+-.^_`|~";

    private final SeenNames tokens = new SeenNames();

    /** @throws ApiException 400 for a name that is not a token, or a control character other than the tab in a value */
    public void check(HttpServletRequest request) {
        Enumeration<String> names = request.getHeaderNames();
        while (names.hasMoreElements()) {
            String name = names.nextElement();
            if (!tokens.contains(name)) {
                checkName(name);
            }
            Enumeration<String> values = request.getHeaders(name);
            while (values.hasMoreElements()) {
                if (hasControl(values.nextElement())) {
                    throw ErrorCode.MALFORMED_REQUEST.because("The header '" + name + "' holds a control character");
                }
            }
        }
    }

    private void checkName(String name) {
        if (name.isEmpty() || !name.chars().allMatch(HeaderSyntax::isTokenCharacter)) {
            throw ErrorCode.MALFORMED_REQUEST.because("The request has a header whose name is not valid");
        }
        tokens.add(name);
    }

    private static boolean isTokenCharacter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || TOKEN_SYMBOLS.indexOf(c) >= 0;
    }

    private static boolean hasControl(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7F) {
                return true;
            }
        }
        return false;
    }
}
