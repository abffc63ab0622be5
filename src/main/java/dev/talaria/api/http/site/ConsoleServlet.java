package dev.talaria.api.http.site;

import dev.talaria.api.http.reply.ErrorMapper;
import dev.talaria.api.http.reply.ErrorReply;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Serves the console's files to GET and HEAD, all other methods having been answered by the filter. They are read anew for each request, so
 * that a changed file shows at the next reload, and revalidated by their content. Libraries come from their WebJars.
 */
public final class ConsoleServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                    + "img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                    + "require-trusted-types-for 'script'; trusted-types dompurify",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Cache-Control", "no-cache");
    /** Files of WebJars by the console's name for them: the artifact, and the file in it. */
    private static final Map<String, String[]> LIBRARIES = Map.of(
            "lib/marked.js", new String[] {"marked", "lib/marked.esm.js"},
            "lib/purify.js", new String[] {"dompurify", "dist/purify.es.mjs"});
    private static final int ETAG_BYTES = 16;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        Optional<SitePath> asked = SitePath.of(path);
        byte[] content = asked.isPresent() ? content(asked.get().name()) : null;
        if (content == null) {
            ErrorReply.send(response, ErrorMapper.reply(Problem.of(ErrorCode.NOT_FOUND, "Not found: " + request.getMethod() + " " + path)));
            return;
        }
        String etag = etag(content);
        HEADERS.forEach(response::setHeader);
        response.setHeader("ETag", etag);
        if (etag.equals(request.getHeader("If-None-Match"))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(asked.get().type());
        response.setContentLength(content.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(content);
        }
    }

    private byte @Nullable [] content(String name) throws IOException {
        try (InputStream in = LIBRARIES.containsKey(name) ? library(LIBRARIES.get(name)[0], LIBRARIES.get(name)[1])
                : getServletContext().getResourceAsStream(SitePath.FOLDER + name)) {
            return in == null ? null : in.readAllBytes();
        }
    }

    /** The folder of a WebJar's files has the version in its name, which the jar itself tells. */
    private static @Nullable InputStream library(String artifact, String file) throws IOException {
        ClassLoader loader = ConsoleServlet.class.getClassLoader();
        try (InputStream in = loader.getResourceAsStream("META-INF/maven/org.webjars.npm/" + artifact + "/pom.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            String version = properties.getProperty("version");
            return loader.getResourceAsStream("META-INF/resources/webjars/" + artifact + "/" + version + "/" + file);
        }
    }

    private static String etag(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(hash, 0, ETAG_BYTES) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
