package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.SseRecorder;
import java.net.URL;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;

/** Taking the application down and up again on a server that goes on running. */
class RedeployIT extends RedeployableTalaria {
    @Test
    void remembersAcrossARestart(@ArquillianResource @OperateOnDeployment(NAME) URL base) {
        String session = "restart-" + UUID.randomUUID();
        client(base).with("X-Hermes-Session-Key", session).with("X-Hermes-Session-Id", session + "-1").chat("My favourite colour is teal.");

        undeploy();
        deploy();

        String answer = client(base).with("X-Hermes-Session-Key", session).chat("What is my favourite colour?").content();
        assertTrue(answer.contains("teal"), answer);
    }

    @Test
    void endsAStreamTruthfullyWhenItIsTakenDown(@ArquillianResource @OperateOnDeployment(NAME) URL base) {
        SseRecorder stream = client(base).stream(Chats.streamed("tokens:10000 && slow:50"));
        stream.next();

        undeploy();

        List<SseRecorder.Frame> frames = stream.rest();
        deploy();
        String end = frames.subList(Math.max(0, frames.size() - 2), frames.size()).toString();
        assertTrue(end.contains("\"error\"") && end.contains("data=[DONE]"), end);
        assertFalse(end.contains("finish_reason\":\"stop"), end);
    }
}
