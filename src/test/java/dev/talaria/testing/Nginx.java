package dev.talaria.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** An nginx with one site of ours, on a free port; everything it writes lies in one folder. */
public final class Nginx implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    private final Process process;
    private final int port;

    private Nginx(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Checks the file by nginx itself, and starts it.
     *
     * @param site   a configuration that listens on port 80 and passes on to 127.0.0.1:8080
     * @param server takes the place of the latter
     */
    public static Nginx start(String site, URI server, Path folder) throws IOException, InterruptedException {
        int port = Ports.free();
        String listening = replaced(site, "listen 80;", "listen 127.0.0.1:" + port + ";");
        String whole = replaced(listening, "server 127.0.0.1:8080;", "server " + server.getAuthority() + ";");
        Files.writeString(folder.resolve("site.conf"), whole);
        Path main = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid %1$s/pid;
                error_log %1$s/error.log;
                events { }
                http {
                    access_log %1$s/access.log;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                    include %1$s/site.conf;
                }
                """.formatted(folder));
        Path program = Programs.find("nginx").orElseThrow();
        Programs.output(program + " -t -e " + folder + "/start.log -p " + folder + " -c " + main);
        Process process = new ProcessBuilder(program.toString(), "-e", folder + "/start.log", "-p", folder.toString(),
                "-c", main.toString()).inheritIO().start();
        return new Nginx(process, port);
    }

    /** @throws AssertionError where there is nothing to replace */
    public static String replaced(String text, String from, String to) {
        if (!text.contains(from)) {
            throw new AssertionError(from + " is not in the file");
        }
        return text.replace(from, to);
    }

    /** Where it listens, with the path of an application behind it. */
    public URI address(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
