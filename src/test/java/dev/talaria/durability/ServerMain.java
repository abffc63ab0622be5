package dev.talaria.durability;

import dev.talaria.testing.TestServer;
import java.util.Map;

/** A server in a process of its own, to be killed: with its home's H2 file, for as long as its standard input is open. */
final class ServerMain {
    private ServerMain() {
    }

    /** @param args the home */
    public static void main(String[] args) throws Exception {
        try (TestServer server = TestServer.start(Map.of("talaria.home", args[0], "talaria.store.url", ""))) {
            System.out.println(server.base());
            System.in.read();
        }
    }
}
