package dev.talaria.boot;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Reports that a server is ready once its address accepts connections: a container opens its port only after its applications have started.
 * If that never happens, as behind a proxy, it reports after a minute all the same.
 */
final class ReadyLine implements Runnable {
    private static final int PAUSE_MILLIS = 100;
    private static final int ATTEMPTS = 600;
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    private final URI address;
    private final ScheduledExecutorService timer;
    private final Runnable say;
    private int attempts = ATTEMPTS;

    /** @param say runs once, on the timer's thread or on the caller's of {@link #run} */
    ReadyLine(URI address, ScheduledExecutorService timer, Runnable say) {
        this.address = address;
        this.timer = timer;
        this.say = say;
    }

    @Override
    public void run() {
        attempts--;
        if (attempts == 0 || accepts()) {
            say.run();
            return;
        }
        try {
            timer.schedule(this, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The server stops before it was ready.
            return;
        }
    }

    private boolean accepts() {
        int standard = "https".equals(address.getScheme()) ? HTTPS_PORT : HTTP_PORT;
        int port = address.getPort() < 0 ? standard : address.getPort();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.getHost(), port), PAUSE_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
