package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.talaria.api.http.reply.Reply;
import dev.talaria.error.ApiException;
import dev.talaria.error.ErrorCode;
import dev.talaria.error.Problem;
import dev.talaria.event.Cancellation;
import dev.talaria.event.RunEnded;
import dev.talaria.event.RunEnded.RunCompleted;
import dev.talaria.message.FinishReason;
import dev.talaria.message.Message;
import dev.talaria.message.Part;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.message.Usage;
import dev.talaria.testing.Golden;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChatCompletionTest {
    private static final ChatHead HEAD = new ChatHead("chatcmpl-0f", 1_700_000_000L, "m");
    private static final Usage USAGE = new Usage(7, 3, 10, 2, 1);

    @Test
    void showsText() {
        assertReply("chat/text.json", completed(Message.assistant("hello\n\"world\""), List.of(), FinishReason.STOP, null));
    }

    @Test
    void showsToolCallsWithoutContent() {
        Message silent = new Message(Role.ASSISTANT, List.of(), null);
        List<ToolCall> calls = List.of(new ToolCall("call_1", "get_weather", "{\"city\":\"Oslo\"}"));

        assertReply("chat/tool-calls.json", completed(silent, calls, FinishReason.TOOL_CALLS, null));
    }

    @Test
    void showsReasoningRefusalAndLogprobs() {
        Message output = new Message(Role.ASSISTANT, List.of(new Part.Reasoning("hm"), new Part.Refusal("no")), null);

        assertReply("chat/refusal.json", completed(output, List.of(), FinishReason.STOP, "{\"content\":[]}"));
    }

    @Test
    void joinsTextsAsTheDeltasOfAStreamJoin() {
        Message output = new Message(Role.ASSISTANT, List.of(new Part.Text("a"), new Part.Text("b")), null);

        Reply reply = ChatCompletion.of(HEAD, completed(output, List.of(), FinishReason.STOP, null), Set.of());

        assertEquals("ab", reply.json().replaceAll(".*\"content\":\"([^\"]*)\".*", "$1"));
    }

    @Test
    void showsSilenceAsEmptyContent() {
        Message silent = new Message(Role.ASSISTANT, List.of(), null);

        Reply reply = ChatCompletion.of(HEAD, completed(silent, List.of(), FinishReason.LENGTH, null), Set.of());

        assertEquals("", reply.json().replaceAll(".*\"content\":\"([^\"]*)\".*", "$1"));
    }

    @Test
    void throwsTheProblemOfAFailedRun() {
        Problem problem = Problem.of(ErrorCode.UPSTREAM_RATE_LIMITED, "slow down").withRetryAfter(Duration.ofSeconds(3));
        RunEnded end = new RunEnded.RunFailed(problem, Message.assistant(""), Usage.NONE);

        ApiException thrown = assertThrows(ApiException.class, () -> ChatCompletion.of(HEAD, end, Set.of()));

        assertEquals(problem, thrown.problem());
    }

    @Test
    void throwsWhyARunWasCutShort() {
        RunEnded end = new RunEnded.RunCancelled(Cancellation.Reason.SHUTDOWN, Message.assistant("Hel"), Usage.NONE);

        assertEquals(ErrorCode.DRAINING, assertThrows(ApiException.class, () -> ChatCompletion.of(HEAD, end, Set.of())).code());
    }

    private static RunCompleted completed(Message output, List<ToolCall> calls, FinishReason finish, String logprobs) {
        return new RunCompleted(output, calls, finish, logprobs, USAGE);
    }

    private static void assertReply(String file, RunCompleted end) {
        Golden.assertMatches(file, ChatCompletion.of(HEAD, end, Set.of()).json());
    }
}
