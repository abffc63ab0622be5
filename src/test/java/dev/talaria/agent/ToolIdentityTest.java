package dev.talaria.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.message.ToolCall;
import dev.talaria.run.Run;
import dev.talaria.scope.Identity;
import dev.talaria.scope.RequestScope;
import dev.talaria.testing.Scopes;
import dev.talaria.tool.Tool;
import dev.talaria.tool.ToolContext;
import dev.talaria.tool.Toolset;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToolIdentityTest {
    private static final Tool WHO = new Tool() {
        @Override
        public String name() {
            return "who";
        }

        @Override
        public String description() {
            return "Says who is asking.";
        }

        @Override
        public JsonObject parameters() {
            return JsonObject.EMPTY_JSON_OBJECT;
        }

        @Override
        public String call(ToolContext context, JsonObject arguments) {
            RequestScope scope = context.scope();
            return scope.caller().tenant() + "/" + scope.caller().apiKey() + " for " + scope.identity().userId().orElse("nobody");
        }
    };

    @Test
    void aToolKnowsWhoIsAsking() {
        RequestScope usual = Scopes.named("s-1");
        Identity ann = Identity.NONE.with(Identity.USER_ID, "ann");
        Run run = Scopes.run(new RequestScope("r-1", usual.caller(), usual.session(), null, ann, usual.memory(), null), Run.MemoryState.ON);

        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        var result = new ToolSteps(List.of(Toolset.planning().with(List.of(WHO)))).call(
                new ToolContext(run.scope(), List.of(), run.cancellation()), run,
                new ToolCall("c-1", "who", "{}"), new TimeLimiter(Runnable::run), deadline, null);

        assertEquals("acme/test for ann", result.toolResults().get(0).content());
    }
}
