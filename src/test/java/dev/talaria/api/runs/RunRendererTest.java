package dev.talaria.api.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.api.http.reply.SseFrame;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.run.RunId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunRendererTest {
    @Test
    void aStreamThatBreaksOffShowsAnErrorThatIsNoEventOfTheRun() {
        List<SseFrame> frames = new RunRenderer(new RunId("0f"))
                .broken(Problem.of(ErrorCode.DATABASE_UNAVAILABLE, "gone"), Instant.ofEpochSecond(2));

        assertEquals("data: {\"event\":\"error\",\"run_id\":\"run_0f\",\"timestamp\":2.000000,\"error\":\"gone\","
                + "\"code\":\"database_unavailable\"}\n\n", frames.get(0).toString());
        assertEquals(1, frames.size());
    }
}
