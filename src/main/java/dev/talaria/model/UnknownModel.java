package dev.talaria.model;

import dev.talaria.text.Truncation;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Recognises that an upstream does not have the requested model, in the wording of any vendor and under any status. */
final class UnknownModel {
    private static final int LOOKED_AT = 1_000;
    private static final Set<String> CODES = Set.of("modelnotfound", "modelnotfounderror", "unknownmodel", "invalidmodel",
            "deploymentnotfound", "modelnotavailable", "modelnotsupported", "modeldoesnotexist", "modelnotexist", "modeldeprecated",
            "modeldecommissioned");
    private static final String NAME = "(?: (?:id|name|identifier|named|called|with (?:id|name)):?)?(?: [^ ]{1,200})?";
    private static final List<Pattern> WORDINGS = List.of(
            // OpenAI, Groq, vLLM, xAI and Cerebras (The model x does not exist), Ollama, Cohere and Fireworks (not found), Gemini (models/x
            // is not found), Vertex, DeepSeek (Model Not Exist), Hugging Face, llama.cpp's router, Azure
            "\\b(?:models?|deployment)\\b(?:/[^ ]+)?:?" + NAME + ",? (?:was |is |could |can )?(?:not found|not exist|does ?n[o']t exist"
                    + "|not be found|cannot be found)",
            "\\b(?:models?|deployment)\\b(?:/[^ ]+)?:?" + NAME + " (?:was |is |has been )(?:unknown|not deployed|not loaded|not available"
                    + "|no longer (?:available|supported)|decommissioned|deprecated|removed|retired|shut down)",
            // Mistral and Perplexity (Invalid model), LiteLLM (Invalid model name), GitHub Models (Unknown model)
            "\\b(?:invalid|unknown|no such|unrecogni[sz]ed|unsupported) model\\b(?! (?:parameter|output|response|setting|option|config))",
            // OpenRouter (is not a valid model ID), Bedrock (The provided model identifier is invalid), LM Studio
            "not a valid model|model (?:id|name|identifier) (?:\\w+ )?is (?:invalid|not valid|unknown)",
            // Together (Unable to access model), GitHub Copilot and Hugging Face (The requested model is not supported), OpenAI
            "unable to access (?:the )?model|not have access to (?:the )?model",
            "\\bmodel" + NAME + " is not supported(?: by any|[.!]?$)",
            // Databricks, Azure, OpenRouter (No endpoints found for x), new-api, Zhipu (1211)
            "given endpoint does not exist|api deployment for this resource|no endpoints found for",
            "no (?:available )?channels? (?:available )?for model|模型[^。]{0,20}不存在|模型[^。]{0,40}无可用渠道")
            .stream().map(Pattern::compile).toList();
    /** The whole message that Anthropic sends with its 404. */
    private static final Pattern NAME_ALONE = Pattern.compile("models?: [^ ]+");

    private UnknownModel() {
    }

    static boolean isMeantBy(UpstreamRefusal refusal) {
        String words = plain(refusal.words());
        return isCode(refusal.code()) || isCode(refusal.type()) || WORDINGS.stream().anyMatch(wording -> wording.matcher(words).find())
                || refusal.status() == 404 && NAME_ALONE.matcher(words).matches();
    }

    private static boolean isCode(String code) {
        return code != null && CODES.contains(code.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", ""));
    }

    private static String plain(String words) {
        return Truncation.start(words, LOOKED_AT).toLowerCase(Locale.ROOT).replaceAll("[`'\"’‘“”*]", "")
                .replaceAll("\\s+", " ");
    }
}
