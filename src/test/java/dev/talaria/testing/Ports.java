package dev.talaria.testing;

import java.io.IOException;
import java.net.ServerSocket;

/** Ports for processes that cannot be asked which one they have taken. */
public final class Ports {
    private Ports() {
    }

    /** Returns a port that nobody has at this moment. */
    public static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
