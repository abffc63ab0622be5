package dev.talaria.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadyLineTest {
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);

    @AfterEach
    void stopTimer() {
        timer.shutdownNow();
    }

    @Test
    void saysNothingBeforeThePortIsOpen() throws Exception {
        int port = freePort();
        List<String> said = new ArrayList<>();
        CountDownLatch saidIt = new CountDownLatch(1);
        ReadyLine line = new ReadyLine(URI.create("http://127.0.0.1:" + port), timer, () -> {
            said.add("ready");
            saidIt.countDown();
        });

        line.run();

        assertEquals(List.of(), said);
        assertEquals(1, timer.getQueue().size(), "it will look again");
        try (ServerSocket server = new ServerSocket()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            assertTrue(saidIt.await(20, TimeUnit.SECONDS));
        }
        assertEquals(List.of("ready"), said);
    }

    @Test
    void givesUpWithTheTimer() throws IOException {
        ScheduledExecutorService stopped = Executors.newScheduledThreadPool(1);
        stopped.shutdownNow();
        List<String> said = new ArrayList<>();

        new ReadyLine(URI.create("http://127.0.0.1:" + freePort()), stopped, () -> said.add("ready")).run();

        assertEquals(List.of(), said);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
