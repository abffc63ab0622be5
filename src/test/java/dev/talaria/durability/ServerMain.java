package dev.talaria.durability;

import dev.talaria.testing.TestServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A server in a process of its own, to be killed, over its home's SQLite file. It ends at once, as if killed, when its parent has gone. */
final class ServerMain {
    private ServerMain() {
    }

    /** @param args the home, then further settings as {@code key=value} */
    public static void main(String[] args) throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of("talaria.home", args[0], "talaria.store.url", ""));
        for (String setting : List.of(args).subList(1, args.length)) {
            int equals = setting.indexOf('=');
            settings.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        TestServer server = TestServer.start(settings);
        System.out.println(server.base());
        // Its standard input ends with its parent, and not before.
        System.in.read();
        Runtime.getRuntime().halt(1);
    }
}
