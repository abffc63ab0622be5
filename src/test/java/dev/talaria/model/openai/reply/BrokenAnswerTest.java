package dev.talaria.model.openai.reply;

import static dev.talaria.model.openai.reply.Replies.DONE;
import static dev.talaria.model.openai.reply.Replies.cut;
import static dev.talaria.model.openai.reply.Replies.data;
import static dev.talaria.model.openai.reply.Replies.delta;
import static dev.talaria.model.openai.reply.Replies.finish;
import static dev.talaria.model.openai.reply.Replies.message;
import static dev.talaria.model.openai.reply.Replies.open;
import static dev.talaria.model.openai.reply.Replies.text;
import static dev.talaria.model.openai.reply.Replies.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.error.ErrorCode;
import dev.talaria.message.FinishReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A broken answer is never shown as a whole one, and what is whole is not taken for broken. */
class BrokenAnswerTest {

    @ParameterizedTest
    @ValueSource(strings = {
        // llama.cpp
        "error: {\"code\":500,\"message\":\"it burns\",\"type\":\"server_error\"}\n\n", "error: it burns\n\n",
        "error:{\"error\":\"it burns\"}\n",
        "data: {\"error\":{\"message\":\"it burns\"}}\n\n", "data: {\"error\":\"it burns\"}\n\n",
        "data: {\"error\":{\"message\":\"it burns\"}}\n",
        "data: {\"error\":[{\"message\":\"it burns\"}]}\n\n", "data: {\"error\":true,\"message\":\"it burns\"}\n\n",
        // OpenRouter
        "data: {\"error\":{\"code\":502,\"message\":\"it burns\"},\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},"
            + "\"finish_reason\":\"error\"}]}\n\n",
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"error\":{\"message\":\"it burns\"},\"finish_reason\":null}]}\n\n",
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"error\":{\"message\":\"it burns\"}}}]}\n\n",
        "event: error\ndata: {\"message\":\"it burns\"}\n\n", "event: error\ndata: {\"type\":\"error\",\"error\":{\"message\":\"it"
            + " burns\"}}\n\n",
        "event: error\ndata: it burns\n\n", "event: error\ndata: {\"detail\":\"it burns\"}\n\n",
        "{\"error\":{\"message\":\"it burns\"}}\n", "{\n  \"error\": {\n    \"message\": \"it burns\"\n  }\n}\n",
        "[{\"error\":{\"code\":503,\"message\":\"it burns\",\"status\":\"UNAVAILABLE\"}}]\n",
        "data: [{\"error\":{\"message\":\"it burns\"}}]\n\n",
        "it burns\n", "upstream connect error: it burns\n", "RuntimeError: it burns\n", "Error: it burns\n", "data: it burns\n\n",
        "<html><body><h1>it burns</h1></body></html>\n", "<!DOCTYPE html>\n<html><title>it burns</title>\n</html>\n",
        "data: {\"detail\":\"it burns\"}\n\n", "data: {\"message\":\"it burns\",\"code\":\"overloaded\"}\n\n",
        "data: {\"object\":\"error\",\"message\":\"it burns\",\"code\":500}\n\n", "data: {\"type\":\"error\",\"message\":\"it burns\"}\n\n",
        "data: {\"success\":false,\"message\":\"it burns\"}\n\n", "data: {\"success\":false,\"errors\":[{\"message\":\"it burns\"}]}\n\n",
        "data: {\"status\":\"error\",\"message\":\"it burns\"}\n\n", "data: {\"status\":500,\"message\":\"it burns\"}\n\n",
        "data: {\"error_code\":17,\"error_msg\":\"it burns\"}\n\n", "data: {\"code\":1302,\"msg\":\"it burns\"}\n\n",
        "data: {\"message\":\"it burns\"}\n\n",
        // Amazon
        "data: {\"Error\":{\"Message\":\"it burns\",\"Code\":\"InternalServerException\"}}\n\n",
        // SGLang
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":{\"type\":\"abort\",\"message\":\"it burns\"}}]}\n\n",
        // MiniMax
        "data: {\"choices\":null,\"base_resp\":{\"status_code\":1004,\"status_msg\":\"it burns\"}}\n\n"})
    void anErrorInAStreamEndsItAtOnceInTheUpstreamsWords(String error) {
        JoinedSink sink = open(text("said"), error);

        assertEquals("said", sink.text.toString());
        assertEquals(1, sink.ends);
        assertTrue(sink.problem.message().contains("it burns"), sink.problem.message());
        assertTrue(open(error).problem.message().contains("it burns"));
        assertTrue(whole(text("said"), error, DONE).problem.message().contains("it burns"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"error\":{\"message\":\"it burns\"}}", "[{\"error\":{\"message\":\"it burns\"}}]",
            "{\"detail\":\"it burns\"}",
        "it burns", "<html>it burns</html>", "<p>it burns", "{\"choices\":[{\"message\":{\"content\":\"x\"},\"error\":{\"message\""
            + ":\"it burns\"}}]}",
        "{\"choices\":[],\"error\":{\"message\":\"it burns\"}}", "{\"object\":\"error\",\"message\":\"it burns\"}"})
    void anErrorInPlaceOfAWholeReplyIsToldInTheUpstreamsWords(String body) {
        JoinedSink sink = whole(body);

        assertTrue(sink.problem.message().contains("it burns"), sink.end());
    }

    @Test
    void anErrorFieldThatTellsOfAnOverflowIsOne() {
        JoinedSink sink = whole(text("a"), "error: {\"code\":400,\"message\":\"the request exceeds the available context size\","
                + "\"type\":\"exceed_context_size_error\"}\n\n", DONE);

        assertEquals(ErrorCode.CONTEXT_LENGTH_EXCEEDED, sink.problem.code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "network_error", "insufficient_system_resource", "abort", "aborted", "cancelled", "timeout",
        "internal_error", "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "OTHER", "server_error", "upstream-timeout", "modelUnloaded"})
    void aFinishReasonThatMeansFailureIsAnError(String reason) {
        for (JoinedSink sink : new JoinedSink[] {open(text("said"), finish(reason)), whole(text("said"), finish(reason), DONE)}) {
            assertEquals("failed: The upstream aborted its answer: finish_reason " + reason, sink.end());
            assertEquals("said", sink.text.toString());
        }
        assertEquals(1, whole(message("{\"content\":\"said\"}", "\"" + reason + "\"")).ends);
        assertEquals(null, whole(message("{\"content\":\"said\"}", "\"" + reason + "\"")).finish);
    }

    @ParameterizedTest
    @CsvSource({"network_error,failed: The upstream aborted its answer: finish_reason network_error", "MAX_TOKENS,LENGTH",
        "SAFETY,CONTENT_FILTER", "STOP,STOP", "end_turn,STOP", "something,STOP"})
    void theProvidersOwnWordCorrectsAStop(String word, String end) {
        JoinedSink sink = whole(data("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\","
                + "\"native_finish_reason\":\"" + word + "\"}]}"), DONE);

        assertEquals(end, sink.end());
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "", "undefined", "xyzzy", "not_finished", "FINISH_REASON_UNSPECIFIED"})
    void aCutAfterAReasonThatIsNoneIsABreak(String reason) {
        assertEquals("failed: The connection broke", cut(text("said"), finish(reason)).end());
        assertEquals("failed: The upstream ended its stream early", whole(text("said"), finish(reason)).end());
        assertEquals("STOP", whole(text("said"), finish(reason), DONE).end());
    }

    @Test
    void aCutAfterATrueReasonIsWhole() {
        assertEquals("LENGTH", cut(text("said"), finish("length")).end());
        assertEquals("STOP", whole(text("said"), finish("stop")).end());
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: {\"choices\":[{\"ind", "garbage\n", "Internal Server Error", "data: {bad}\n\n", "<html>\n"})
    void garbageAfterATrueReasonCostsNothing(String rest) {
        assertEquals("STOP", whole(text("said"), finish("stop"), rest).end());
    }

    @Test
    void aDoneMarkWithoutAnyAnswerIsABreak() {
        String nothing = "failed: The upstream ended its stream without an answer";
        assertEquals(nothing, whole(DONE).end());
        assertEquals(nothing, whole(delta("{\"role\":\"assistant\"}"), DONE).end());
        assertEquals(nothing, whole(delta("{\"reasoning_content\":\"hm\"}"), DONE).end());
        assertEquals(nothing, whole(text("<think>hm"), DONE).end());
    }

    @Test
    void aStreamThatEndsWithoutAReasonAndWithoutADoneMarkIsABreak() {
        assertEquals("failed: The upstream ended its stream early", whole(text("said")).end());
        assertEquals("failed: The connection broke", cut(text("said")).end());
        assertEquals("failed: The connection broke", cut(text("said"), "data: [DO").end());
    }

    @Test
    void aWholeObjectNeedsNoReason() {
        assertEquals("STOP", whole(message("{\"content\":\"said\"}", "null")).end());
        assertEquals("STOP", whole("{\"choices\":[{\"message\":{\"content\":\"said\"}}]}").end());
        assertEquals("STOP", cut(message("{\"content\":\"said\"}", "\"stop\"")).end());
        assertEquals("failed: The connection broke", cut("{\"choices\":[{\"message\":{\"content\":\"said\"}").end());
    }

    @Test
    void messagesInAStreamThatBreaksOffAreNoWholeObject() {
        String chunk = "{\"choices\":[{\"message\":{\"content\":\"sa\"}}]}\n";

        assertEquals("failed: The connection broke", cut(chunk, chunk).end());
        assertEquals("failed: The connection broke", cut(data(chunk.strip())).end());
    }

    @ParameterizedTest
    @ValueSource(strings = {": keep-alive\n\n", ": OPENROUTER PROCESSING\n\n", "event: ping\ndata: {\"type\":\"ping\"}\n\n", "data:\n\n",
            "data: \n\n",
        "\n\n\n", "data: {}\n\n", "id: 1\nretry: 500\n\n", "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1}}\n\n", "data: ping\n\n",
        "data: {\"id\":\"\",\"choices\":[],\"prompt_filter_results\":[{\"prompt_index\":0,\"content_filter_results\":{\"hate\":"
            + "{\"filtered\":false,\"severity\":\"safe\"}}}]}\n\n", "x-trace: 17\n", "event: ping\n\n", "data: null\n\n",
        "data: {\"error\":null,\"choices\":[]}\n\n", "data: {\"citations\":[\"https://a.example\"]}\n\n",
        "data: {\"error\":{},\"choices\":[]}\n\n",
        "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"provider\":\"p\"}\n\n", "event: progress\ndata: {\"progress\":0.5}\n\n",
        "data: {\"status\":\"processing\",\"message\":\"queued\"}\n\n", "data: {\"code\":0,\"message\":\"success\"}\n\n",
        "data: {\"choices\":[],\"base_resp\":{\"status_code\":0,\"status_msg\":\"\"}}\n\n",
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":null,\"error\":null}]}\n\n"})
    void whatIsNoErrorIsNone(String between) {
        JoinedSink sink = whole(between, text("one "), between, text("two"), between, finish("stop"), between, DONE);

        assertEquals("one two", sink.text.toString());
        assertEquals(FinishReason.STOP, sink.finish, sink.end());
    }

    @Test
    void nothingComesAfterTheDoneMark() {
        JoinedSink sink = whole(text("said"), finish("stop"), DONE, text("more"), "error: {\"message\":\"x\"}\n\n");

        assertEquals("said", sink.text.toString());
        assertEquals(1, sink.ends);
        assertEquals("STOP", sink.end());
    }
}
