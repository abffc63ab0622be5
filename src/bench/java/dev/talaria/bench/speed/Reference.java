package dev.talaria.bench.speed;

import dev.talaria.testing.Ports;
import dev.talaria.testing.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the server is compared with: nginx as a plain reverse proxy before the model, as near to the wire as a server gets, without
 * buffering and with connections that are kept; the model itself where nginx is not installed.
 */
final class Reference implements Target, AutoCloseable {
    private final Optional<Process> process;
    private final int port;

    private Reference(Optional<Process> process, int port) {
        this.process = process;
        this.port = port;
    }

    static Reference start(ModelServer model, Path folder) throws IOException {
        Optional<Path> program = Programs.find("nginx");
        if (program.isEmpty()) {
            System.out.println("nginx is not installed: the ratios are those to the model itself");
            return new Reference(Optional.empty(), model.port());
        }
        int port = Ports.free();
        Path file = Files.writeString(Files.createDirectories(folder).resolve("nginx.conf"), """
                daemon off;
                worker_processes 2;
                worker_rlimit_nofile 40000;
                pid %1$s/pid;
                error_log %1$s/error.log;
                events { worker_connections 16000; }
                http {
                    access_log off;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                    keepalive_requests 1000000;
                    upstream model { server 127.0.0.1:%2$d; keepalive 256; keepalive_requests 1000000; }
                    server {
                        listen 127.0.0.1:%3$d backlog=4096;
                        location / {
                            proxy_pass http://model;
                            proxy_http_version 1.1;
                            proxy_set_header Connection "";
                            proxy_buffering off;
                            proxy_read_timeout 600s;
                        }
                    }
                }
                """.formatted(folder, model.port(), port));
        Process process = new ProcessBuilder(program.get().toString(), "-e", folder + "/start.log", "-p", folder.toString(),
                "-c", file.toString()).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return new Reference(Optional.of(process), port);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.ifPresent(Process::destroy);
    }
}
