package dev.talaria.run.stored;

import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.error.WireForm;
import dev.talaria.event.Cancellation;
import dev.talaria.event.EventStream.Numbered;
import dev.talaria.event.RunEnded;
import dev.talaria.json.StoredJson;
import dev.talaria.json.StoredJsonContract;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunEndGoldenTest extends StoredJsonContract<Numbered> {
    @Override
    protected StoredJson document() {
        return StoredJson.RUN_END;
    }

    @Override
    protected List<Numbered> models() {
        Message said = new Message(Role.ASSISTANT, List.of(new Part.Reasoning("Hm.", "reasoning_content"), new Part.Text("Sun.")), null);
        Usage usage = new Usage(1, 2, 3, 4, 5);
        Problem refused = new Problem(ErrorCode.UPSTREAM_RATE_LIMITED, "Slow down", "model", Duration.ofSeconds(3),
                new WireForm(429, "too_many", true));
        return List.of(at(new RunEnded.RunCompleted(said, List.of(new ToolCall("c1", "weather", "{}")), FinishReason.TOOL_CALLS,
                        "{\"content\":[]}", usage)),
                at(new RunEnded.RunCompleted(said, List.of(), FinishReason.LENGTH, null, usage)),
                at(new RunEnded.RunFailed(refused, said, usage)),
                at(new RunEnded.RunFailed(Problem.of(ErrorCode.TURN_TIMEOUT, "Too long"), said, usage)),
                at(new RunEnded.RunCancelled(Cancellation.Reason.CLIENT_LEFT, said, usage)));
    }

    private static Numbered at(RunEnded end) {
        return new Numbered(7, Instant.parse("2026-01-02T03:04:05.000006Z"), end);
    }

    @Override
    protected String write(Numbered model) {
        return EventJson.write(model);
    }

    @Override
    protected Numbered read(String json) {
        return EventReader.read(json);
    }

    /** Those change with the kind or the code; other tests tell how. */
    @Override
    protected Set<String> needed() {
        return Set.of(".e", ".code", ".status", ".wire_code", ".no_retry");
    }

    @Override
    protected Map<String, String> defaults() {
        return Map.of("n", "0", "at", "0", "parts", "\"[1]\"", "usage", "[0,0,0,0,0]", "finish", "\"STOP\"", "reason", "\"STOPPED\"",
                "message", "\"The run failed\"");
    }

    @Test
    void hasAnExampleOfEveryKind() {
        assertHasAnExampleOfEveryKind(StoredEnd.class);
    }
}
