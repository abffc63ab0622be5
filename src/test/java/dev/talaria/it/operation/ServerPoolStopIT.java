package dev.talaria.it.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.talaria.it.DeployedTalaria;
import dev.talaria.testing.Chats;
import dev.talaria.testing.Programs;
import dev.talaria.testing.RawConnection;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WildFly stops what an application does not name at the same time as the application, unless deploy/ says that it is needed. */
class ServerPoolStopIT {
    @TempDir
    private Path folder;

    @Test
    void stopsBeforeTheServersPoolThoughNobodyDrained() throws Exception {
        assumeTrue(DeployedTalaria.server().equals("wildfly"), "the other servers stop applications first");
        assumeTrue(Programs.areInstalled("sh", "unzip"), "the commands need a shell and unzip");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                OperatedServer server = OperatedServer.in(folder, Map.of("TALARIA_DATASOURCE_JNDI", "java:jboss/datasources/Talaria"))) {
            Programs.output("sed -i 's|127.0.0.1:5432/talaria|127.0.0.1:" + postgres.getPort() + "/postgres|; s|user:talaria|user:postgres|"
                    + "; s|password:secret|password:postgres|' '" + folder + "'/opt/deploy/wildfly/datasource.cli");
            server.run("The server's own connection pool", 0);
            server.start();

            try (RawConnection stream = chat(server)) {
                stream.until("w1");
                server.stop();
                stream.until("[DONE]");
            }

            assertEquals(List.of(), server.log().lines().filter(line -> line.matches(".*(WARN|ERROR) +\\[dev\\.talaria.*")).toList());
        }
    }

    private static RawConnection chat(OperatedServer server) {
        String body = Chats.streamed("tokens:10000 && slow:100");
        return RawConnection.open(server.address()).send("POST " + server.address().getRawPath() + "v1/chat/completions HTTP/1.1\r\nHost: "
                + server.address().getAuthority() + "\r\nAuthorization: Bearer " + OperatedServer.KEY
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }
}
