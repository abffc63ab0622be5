package dev.talaria.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.talaria.event.Cancellation;
import dev.talaria.message.ToolCall;
import dev.talaria.scope.Identity;
import dev.talaria.scope.RequestScope;
import dev.talaria.testing.Scopes;
import dev.talaria.tool.Tool;
import dev.talaria.tool.ToolContext;
import dev.talaria.tool.Toolset;
import jakarta.json.JsonObject;
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
    void aToolKnowsWhoIsAsking() throws Exception {
        RequestScope usual = Scopes.named("s-1");
        Identity ann = Identity.NONE.with(Identity.USER_ID, "ann");
        RequestScope scope = new RequestScope("r-1", usual.caller(), usual.session(), null, ann, usual.memory(), null);

        String result = new ToolSteps(List.of(Toolset.planning().with(List.of(WHO)))).work(new ToolCall("c-1", "who", "{}"), null)
                .call(new ToolContext(scope, List.of(), new Cancellation())).text();

        assertEquals("acme/test for ann", result);
    }
}
