package dev.talaria.config;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/** Validates URLs and origins, without changing them. */
final class UrlText {
    /** Only a file path for SQLite: parameters would undo its protection, and an in-memory database is lost with the server. */
    private static final Pattern JDBC = Pattern.compile("jdbc:(postgresql:.+|sqlite:(?!:)(?!(?i:file):)[^?]*[^?/\\\\])", Pattern.DOTALL);

    private UrlText() {
    }

    /** Returns the type of a server's web address, with an optional path. */
    static ValueType<URI> http() {
        String bound = "`http(s)://host[:port][/path]`";
        return new ValueType<>("URL", bound, text -> {
            URI url = parse(text, bound);
            if (!isWeb(url) || !isPlain(url)) {
                throw ValueTypes.must(bound);
            }
            return url;
        });
    }

    static ValueType<String> jdbc() {
        return ValueTypes.matching("`jdbc:sqlite:<path of a file>` without parameters, or `jdbc:postgresql:…`", JDBC).named("JDBC URL");
    }

    /** Returns whether a browser, or an app built on one, could send this as {@code Origin}: lower case, no path, no trailing slash. */
    static boolean isOrigin(String text) {
        try {
            URI url = parse(text, "");
            return isPlain(url) && url.getRawPath().isEmpty() && text.equals(text.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException notAUrl) {
            return false;
        }
    }

    private static boolean isWeb(URI url) {
        return "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
    }

    private static boolean isPlain(URI url) {
        return url.getHost() != null && url.getPort() <= 65_535
                && url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null;
    }

    private static URI parse(String text, String bound) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException notAUrl) {
            throw ValueTypes.must(bound);
        }
    }
}
