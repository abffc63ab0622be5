package dev.talaria.api.http.site;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The path of a file of the console. Only plain lower-case names with a known ending are paths, so that one means the same to every
 * container and leads nowhere else: there are no dots but the ending's, no escapes and no parameters.
 *
 * @param name below the console's folder, e.g. {@code js/app.js}
 * @param type the content type
 */
public record SitePath(String name, String type) {
    /** The folder of the files, in the application and in its URL. */
    static final String FOLDER = "/console/";
    private static final Pattern FILE = Pattern.compile(FOLDER + "((?:[a-z0-9-]+/){0,3}[a-z0-9-]+\\.([a-z]+))");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=utf-8",
            "css", "text/css;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "svg", "image/svg+xml");
    private static final String START = "index.html";

    /** @param rawPath below the context path, still percent-encoded */
    public static Optional<SitePath> of(String rawPath) {
        if (rawPath.equals(FOLDER)) {
            return of(FOLDER + START);
        }
        Matcher file = FILE.matcher(rawPath);
        return file.matches() ? Optional.ofNullable(TYPES.get(file.group(2))).map(type -> new SitePath(file.group(1), type))
                : Optional.empty();
    }

    /**
     * Returns whether the console answers in place of the API: it was meant without its slash, or a browser without an API key opens the
     * root.
     *
     * @param accept        the header; null if there is none
     * @param authorization the header; null if there is none
     */
    public static boolean leadsToConsole(String rawPath, @Nullable String accept,
                                         @Nullable String authorization) {
        boolean browser = accept != null && accept.toLowerCase(Locale.ROOT).contains("text/html") && authorization == null;
        return browser && rawPath.equals("/") || rawPath.equals("/console");
    }
}
