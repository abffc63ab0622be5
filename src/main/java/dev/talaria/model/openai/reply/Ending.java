package dev.talaria.model.openai.reply;

import dev.talaria.message.FinishReason;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The meaning of an upstream's finish reason, in the words of any vendor. */
enum Ending {
    STOP(FinishReason.STOP), LENGTH(FinishReason.LENGTH), TOOL_CALLS(FinishReason.TOOL_CALLS),
    CONTENT_FILTER(FinishReason.CONTENT_FILTER),
    /** The upstream aborted: the output is not an answer. */
    FAILED(null),
    /** No reason or an unknown word, which does not show that the answer is complete. */
    NONE(null);

    private static final Map<String, Ending> WORDS = Map.ofEntries(
            // OpenAI, and all who follow it
            Map.entry("stop", STOP), Map.entry("length", LENGTH), Map.entry("tool_calls", TOOL_CALLS),
            Map.entry("function_call", TOOL_CALLS), Map.entry("content_filter", CONTENT_FILTER),
            Map.entry("max_output_tokens", LENGTH), Map.entry("max_completion_tokens", LENGTH),
            // Anthropic; pause_turn ends a turn of its own tools that can be resumed
            Map.entry("end_turn", STOP), Map.entry("stop_sequence", STOP), Map.entry("pause_turn", STOP), Map.entry("max_tokens", LENGTH),
            Map.entry("tool_use", TOOL_CALLS), Map.entry("refusal", CONTENT_FILTER), Map.entry("model_context_window_exceeded", LENGTH),
            // Google Gemini and Vertex AI; OTHER is "all other reasons that stopped the token generation"
            Map.entry("safety", CONTENT_FILTER), Map.entry("recitation", CONTENT_FILTER), Map.entry("blocklist", CONTENT_FILTER),
            Map.entry("prohibited_content", CONTENT_FILTER), Map.entry("spii", CONTENT_FILTER), Map.entry("language", CONTENT_FILTER),
            Map.entry("model_armor", CONTENT_FILTER), Map.entry("image_safety", CONTENT_FILTER),
            Map.entry("image_prohibited_content", CONTENT_FILTER), Map.entry("image_recitation", CONTENT_FILTER),
            Map.entry("malformed_function_call", FAILED), Map.entry("unexpected_tool_call", FAILED),
            Map.entry("too_many_tool_calls", FAILED), Map.entry("missing_thought_signature", FAILED),
            Map.entry("malformed_response", FAILED), Map.entry("no_image", FAILED), Map.entry("image_other", FAILED),
            Map.entry("other", FAILED),
            // Mistral
            Map.entry("model_length", LENGTH), Map.entry("error", FAILED),
            // Cohere; ERROR_LIMIT is the end of the context
            Map.entry("complete", STOP), Map.entry("tool_call", TOOL_CALLS), Map.entry("error_limit", LENGTH),
            Map.entry("error_toxic", CONTENT_FILTER), Map.entry("user_cancel", FAILED), Map.entry("timeout", FAILED),
            // Amazon Bedrock
            Map.entry("content_filtered", CONTENT_FILTER), Map.entry("guardrail_intervened", CONTENT_FILTER), Map.entry("finish", STOP),
            Map.entry("malformed_model_output", FAILED), Map.entry("malformed_tool_use", FAILED),
            // vLLM: abort is a request that was cancelled, repetition one that was stopped because it looped
            Map.entry("abort", FAILED), Map.entry("repetition", LENGTH),
            // Text Generation Inference, Together, llama.cpp's own endpoint
            Map.entry("eos_token", STOP), Map.entry("eos", STOP), Map.entry("word", STOP), Map.entry("limit", LENGTH),
            // IBM watsonx.ai
            Map.entry("token_limit", LENGTH), Map.entry("time_limit", FAILED), Map.entry("cancelled", FAILED),
            Map.entry("not_finished", NONE),
            // DeepSeek
            Map.entry("insufficient_system_resource", FAILED),
            // Zhipu
            Map.entry("sensitive", CONTENT_FILTER), Map.entry("network_error", FAILED),
            // LM Studio
            Map.entry("eos_found", STOP), Map.entry("stop_string_found", STOP), Map.entry("max_predicted_tokens_reached", LENGTH),
            Map.entry("context_length_reached", LENGTH), Map.entry("user_stopped", FAILED), Map.entry("model_unloaded", FAILED),
            Map.entry("failed", FAILED),
            // xAI's own interface
            Map.entry("max_len", LENGTH), Map.entry("max_context", LENGTH), Map.entry("invalid", FAILED),
            // Ollama: the model was loaded or unloaded, without output
            Map.entry("load", NONE), Map.entry("unload", NONE),
            // Gateways and clients
            Map.entry("end", STOP), Map.entry("done", STOP), Map.entry("completed", STOP), Map.entry("finished", STOP),
            Map.entry("aborted", FAILED), Map.entry("canceled", FAILED), Map.entry("internal_error", FAILED),
            Map.entry("incomplete", LENGTH));

    /** For words in no list: unambiguous fragments. */
    private static final List<Map.Entry<Pattern, Ending>> FRAGMENTS = List.of(
            Map.entry(Pattern.compile("error|fail|abort|cancel|time_?out|interrupt|exception|overload|unavailable"
                    + "|malformed|rate_?limit|quota|throttl"), FAILED),
            Map.entry(Pattern.compile("filter|safety|moderation|sensitive|blocked|prohibited|policy|violation"), CONTENT_FILTER),
            Map.entry(Pattern.compile("length|max_|_limit|token_limit|truncat"), LENGTH),
            Map.entry(Pattern.compile("tool_|function_"), TOOL_CALLS),
            Map.entry(Pattern.compile("^(stop|eos|end)_|_stop$|^stopped$"), STOP));

    private static final Pattern HUMP = Pattern.compile("(?<=[a-z])(?=[A-Z])");
    private static final Pattern BLANKS = Pattern.compile("[\\s-]+");
    private static final Pattern PREFIX = Pattern.compile("^(finish_)?reason_");

    private final FinishReason reason;

    Ending(FinishReason reason) {
        this.reason = reason;
    }

    /** Returns the reason in the chat schema's terms, or null if the ending is not a success. */
    FinishReason reason() {
        return reason;
    }

    /** Accepts any spelling: {@code MAX_TOKENS}, {@code max-tokens}, {@code maxTokens}, {@code FinishReason.MAX_TOKENS}. */
    static Ending of(String word) {
        Ending usual = WORDS.get(word);
        if (usual != null || word.isEmpty()) {
            return usual == null ? NONE : usual;
        }
        String plain = BLANKS.matcher(HUMP.matcher(word.strip()).replaceAll("_").toLowerCase(Locale.ROOT)).replaceAll("_");
        plain = PREFIX.matcher(plain.substring(plain.lastIndexOf('.') + 1)).replaceFirst("");
        Ending known = WORDS.get(plain);
        if (known != null) {
            return known;
        }
        for (Map.Entry<Pattern, Ending> fragment : FRAGMENTS) {
            if (fragment.getKey().matcher(plain).find()) {
                return fragment.getValue();
            }
        }
        return NONE;
    }
}
