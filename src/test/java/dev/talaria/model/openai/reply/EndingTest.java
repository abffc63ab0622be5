package dev.talaria.model.openai.reply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vendors' finish reasons in any spelling. */
class EndingTest {
    @ParameterizedTest
    @CsvSource({"STOP,stop stop_token end_of_text end_turn stop_sequence eos_token eos COMPLETE eosFound stopStringFound STOP Fini"
            + "shReason.STOP "
            + "finish-reason-stop",
        "LENGTH,length max_tokens MAX_TOKENS model_length maxPredictedTokensReached contextLengthReached max-output-tokens REASON_MAX_LEN"
            + " model_context_window_exceeded ERROR_LIMIT token_limit max_length_exceeded",
        "TOOL_CALLS,tool_calls tool_use function_call TOOL_CALL toolCalls tool-calls",
        "CONTENT_FILTER,content_filter SAFETY RECITATION BLOCKLIST PROHIBITED_CONTENT SPII IMAGE_SAFETY sensitive refusal"
            + " guardrail_intervened content_filtered ERROR_TOXIC contentFiltered safety_violation",
        "FAILED,error network_error insufficient_system_resource abort TIMEOUT USER_CANCEL malformed_model_output userStopped "
            + "upstream_error",
        "NONE,null xyzzy load unload FINISH_REASON_UNSPECIFIED unknown"})
    void meansWhatTheVendorSays(Ending ending, String words) {
        for (String word : words.split(" ")) {
            assertEquals(ending, Ending.of(word), word);
        }
    }
}
