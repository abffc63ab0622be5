package dev.talaria.model;

import java.util.List;
import java.util.regex.Pattern;

/**
 * How vendors say that a prompt is too long for its model: one pattern for each wording, with the vendors and sources above it. The
 * patterns match text in lower case, without quotes and with blanks for underscores, so that a code and a sentence match alike. Each is
 * wider than its examples, because the wording changes with every release.
 */
final class OverflowWordings {
    private static final String WINDOW = "context[ -]?(?:length|window|size|limit|budget)";
    private static final String PROMPT = "(?:inputs?|prompts?(?! cache)|messages?|conversation|history|sequence|context|query)";
    private static final String MORE = "(?:exceed\\w*|surpass\\w*|overflow\\w*|reach\\w*|(?:more|longer|greater|larger|bigger) than|above"
            + "|beyond|fits? (?:in|into|within)|too (?:long|large|big) for)";
    private static final String LIMIT = "(?:max\\w*|limit\\w*|allowed|configured|supported|context|models?|budget)";
    private static final String MAX = "(?:maximum|max)";

    static final List<Pattern> ALL = List.of(
            // OpenAI, Azure, Groq and Cerebras (their code), Ollama, LM Studio (Context size has been exceeded), MiniMax (context window
            // exceeds limit), z.ai (model_context_window_exceeded), opencode (configured context size), NVIDIA NIM
            // https://github.com/langchain-ai/langchain/issues/11001 https://github.com/can1357/oh-my-pi/pull/683
            WINDOW + "\\b[^.;]{0,40}?(?:exceed|overflow|surpass|is full|is only|of only|too (?:small|short))",

            // LiteLLM (ContextWindowExceededError), llama.cpp (exceed_context_size_error), Anthropic (exceed context limit)
            // https://github.com/getkimchi/kimchi/issues/794 https://github.com/continuedev/continue/issues/6080
            "contextwindowexceeded|contextlengthexceeded|exceed\\w* " + WINDOW,

            // OpenAI, Azure, DeepSeek, vLLM, SGLang, OpenRouter and Fireworks (maximum context length is), Mistral (too large for model
            // with N maximum context length), llama.cpp (available context size)
            // https://github.com/stackblitz-labs/bolt.diy/issues/227 https://github.com/vllm-project/vllm/issues/20409
            "(?:maximum|max|available|allowed|supported|configured|total) (?:allowed |model )?" + WINDOW,
            MORE + " [^.;]{0,30}?(?:maximum|max|allowed|available) context\\b|not enough (?:room in the )?context\\b",

            // OpenAI (exceeds the context window of this model), Together and SGLang (longer than the model's context length), LM Studio
            // (greater than the context length, Reached context length)
            // https://github.com/QwenLM/Qwen3/issues/1321 https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/1251
            MORE + "[^.;]{0,60}?\\b" + WINDOW,

            // LM Studio (Trying to keep the first N tokens when context the overflows; n_keep >= n_ctx)
            // https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/237
            // https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/2256
            "context (?:the )?overflow|context length of only|n keep\\b.{0,60}?\\bn ctx",

            // Anthropic, Fireworks and Perplexity (prompt is too long), Bedrock (Input is too long for requested model), Kimi (Input token
            // length too long), Zhipu and Ollama (prompt too long), Gemini (Your input context is too long)
            // https://github.com/continuedev/continue/issues/9592 https://github.com/strands-agents/harness-sdk/pull/1663
            PROMPT + "\\)?(?: \\([^)]{0,40}\\))?(?: or \\w+)?(?: text| tokens?| context)?(?: length| count| size)?(?: is| are| was| were)?"
                    + " (?:way |much )?too (?:long|large|big)",
            "(?:length|number|count) of (?:the )?(?:input |prompt )?tokens in (?:the|your) \\w+ is too (?:long|large|big)",
            "request (?:is )?too long",

            // Gemini (input token count exceeds the maximum number of tokens), GitHub Copilot (prompt token count of N exceeds the limit
            // of M), OpenAI (Input tokens exceed the configured limit), Volcano, NIM and Poolside (Input length N exceeds), Databricks,
            // Kimi (total message size exceeds limit)
            // https://github.com/google-gemini/gemini-cli/issues/12469 https://github.com/microsoft/copilot-intellij-feedback/issues/94
            // https://github.com/langgenius/dify/issues/32221 https://github.com/run-llama/llama_index/issues/15180
            // https://github.com/MoonshotAI/kimi-code/issues/1862
            "\\b" + PROMPT + "\\b[^;]{0,80}?\\b(?:tokens?|length|size)\\b[^;]{0,60}?\\b" + MORE + "[^;]{0,60}?(?:\\b" + LIMIT + "\\b|\\d)",

            // Cohere (total tokens exceeds the model's max), SGLang (Requested token count exceeds), watsonx (number of input tokens)
            // https://github.com/openclaw/openclaw/issues/58839
            "\\b(?:total|requested|request|number of|too many)\\b[^.;]{0,40}?\\btokens?\\b[^;]{0,60}?\\b"
                    + MORE + "[^;]{0,60}?(?:\\b" + LIMIT
                    + "\\b|\\d)",
            PROMPT + " (?:is |are )?" + MORE + " the maximum number of tokens",

            // Zhipu (Prompt exceeds max length, code 1261), Bedrock (Input exceeds the max input token limit)
            // https://github.com/tashfeenahmed/freellmapi/issues/873 https://github.com/openclaw/openclaw/issues/58839
            "\\b" + PROMPT + " (?:length )?exceed\\w* (?:the |your |its )?(?:models? )?(?:max\\w*|limit|allowed|permitted)[^.;]{0,30}?"
                    + "(?:length|tokens?|size|limit|context)",
            "(?:^|\\| )1261\\b",

            // z.ai (tokens in request more than max tokens allowed), Kimi (exceeded model token limit), GitHub Models (its code)
            // https://github.com/anomalyco/opencode/pull/35920 https://github.com/openclaw/openclaw/pull/9562
            "tokens in (?:the )?request (?:is |are )?more than|exceed\\w* (?:the )?models? (?:maximum )?(?:input )?token limit",
            "\\btoken (?:count |budget )?limits? (?:has been |was |is )?(?:exceeded|reached)|tokens limit reached",

            // xAI (maximum prompt length is N but the request contains M tokens), Poolside (maximum allowed input length), GitHub Copilot
            // (model_max_prompt_tokens_exceeded), vLLM (longer than the maximum model length, max_model_len), Bedrock, Baidu (the max input
            // characters is N)
            // https://github.com/earendil-works/pi/issues/129 https://github.com/vllm-project/vllm/issues/13067
            MAX + "(?: allowed)? (?:prompt|input|sequence|conversation|message)(?: tokens?)? (?:length|size|count|limit|characters)",
            MORE + "[^.;]{0,40}?\\b" + MAX + " (?:model|number of input|input|prompt) (?:len|length|tokens)\\b",
            MAX + " (?:prompt|input) tokens exceeded|max seq len exceeded|maximum number of (?:input|prompt) tokens",

            // Vertex (the input token count is N but model only supports up to M), opencode (Prompt has N tokens, but …)
            // https://github.com/googleapis/python-aiplatform/issues/6336
            "\\b" + PROMPT + "\\b[^.;]{0,60}?\\btokens?\\b[^.;]{0,40}?\\b(?:but|while|and)\\b[^.;]{0,60}?"
                    + "\\b(?:only|supports?|limit|max\\w*|allow\\w*)\\b",

            // Groq, Cerebras and OpenAI (reduce the length of the messages), LM Studio (provide a shorter input): the advice at the end
            // https://github.com/archi-physics/archi/issues/497 https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/546
            "(?:reduc|shorten|decreas|trim|lower)\\w* (?:the |your )?(?:(?:length|size|number) of )?(?:the |your )?(?:tokens in )?"
                    + "(?:the |your )?(?:input |chat )?(?:prompt|messages?|input|context|conversation)\\b",
            "(?:provide|use|using|try|try using) a shorter (?:input|prompt)",

            // Hugging Face TGI and what runs on it, Together for one; SiliconFlow (length of prompt_tokens must be less than max_seq_len)
            // https://github.com/huggingface/text-generation-inference/issues/695 https://github.com/barun-saha/slide-deck-ai/issues/44
            "\\binputs? (?:tokens )?(?:\\+ max new tokens )?must (?:be|have) (?:<=?|less than|fewer than|at most)",
            "\\b" + PROMPT + "(?: \\w+){0,2}(?: \\(\\d+\\))? must (?:be|have) (?:<=?|less than|fewer than|at most|no more than)"
                    + " (?:\\d+ tokens|max (?:seq|model|input|prompt))",

            // Qwen, DashScope
            // https://github.com/anomalyco/opencode/pull/45834
            "range of (?:input|prompt|message) (?:token )?length should be",

            // Cohere (too many tokens), Anthropic and Bedrock (too many total text bytes; Request exceeds the maximum size)
            // https://github.com/spcl/graph-of-thoughts/issues/19
            "too many (?:input |prompt |total )?(?:tokens|text bytes)",
            "request exceeds the maximum (?:allowed )?(?:size|number of bytes|length)",

            // Kimi (Conversation length exceeded; has reached its conversation limit)
            "conversation (?:length|limit) (?:has been )?(?:exceeded|reached)",
            "reached (?:its|the|your) (?:maximum )?conversation (?:length|limit)",

            // OpenAI: a single message that exceeds the length limit of a string (string_above_max_length)
            "invalid (?:messages|input)\\b.{0,60}?string too long",

            // Zhipu (Prompt 超长), Kimi, Qwen and gateways in Chinese
            // https://github.com/open-octo/octo-agent/pull/2124
            "(?:prompt|token|输入|上下文|提示词?|请求|对话|消息)[^。；]{0,16}?(?:超长|过长|超过|超出|超限)",
            "超出[^。；]{0,8}?(?:上下文|最大长度|长度限制)")
            .stream().map(Pattern::compile).toList();

    private OverflowWordings() {
    }
}
