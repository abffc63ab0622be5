package dev.talaria.vendor;

import dev.talaria.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A model server as its vendor runs it: what it refuses in a request and what it demands, each rule in words like the vendor's own, and
 * with what opaque members it writes a tool call. Beside each rule stands the public place where it can be read.
 */
public enum Vendor {
    /** https://github.com/teilomillet/gollm/issues/33: reasoning models. */
    OPENAI_REASONING(true) {
        @Override
        Optional<Refusal> refuses(JsonObject request) {
            if (request.containsKey("max_tokens")) {
                return openAi("max_tokens", "Unsupported parameter: 'max_tokens' is not supported with this model. "
                        + "Use 'max_completion_tokens' instead.");
            }
            // https://github.com/run-llama/llama_index/issues/20865
            return request.containsKey("parallel_tool_calls") ? openAi("parallel_tool_calls",
                    "Unsupported parameter: 'parallel_tool_calls' is not supported with this model.") : Optional.empty();
        }
    },
    /** https://github.com/BerriAI/litellm/issues/34569: tools beside a reasoning effort are for another endpoint. */
    OPENAI_TOOLS_WITHOUT_REASONING(true) {
        @Override
        Optional<Refusal> refuses(JsonObject request) {
            return hasTools(request) && request.containsKey("reasoning_effort") ? openAi("reasoning_effort",
                    "Function tools with reasoning_effort are not supported for gpt-5.4 in /v1/chat/completions. "
                    + "Please use /v1/responses instead.") : Optional.empty();
        }
    },
    /** A model with tools, as Ollama runs one: calls without an index of their own, the thought as {@code reasoning}. */
    OLLAMA(true) {
        @Override
        String messageMembers() {
            return "\"reasoning\":\"I shall look it up.\"";
        }
    },
    /** https://github.com/FerroxLabs/wayland/issues/389 */
    OLLAMA_WITHOUT_TOOLS(false) {
        @Override
        Optional<Refusal> refuses(JsonObject request) {
            return hasTools(request) ? openAi(null, "registry.ollama.ai/library/gemma:2b does not support tools") : Optional.empty();
        }
    },
    /** https://github.com/langchain4j/langchain4j/issues/3475 */
    VLLM_WITHOUT_TOOL_PARSER(false) {
        @Override
        Optional<Refusal> refuses(JsonObject request) {
            return hasTools(request) ? refusal(400, "{\"object\":\"error\",\"message\":\"\\\"auto\\\" tool choice requires "
                    + "--enable-auto-tool-choice and --tool-call-parser to be set\",\"type\":\"BadRequestError\",\"param\":null,"
                    + "\"code\":400}") : Optional.empty();
        }
    },
    /** https://github.com/defilantech/LLMKube/issues/126: a server started without {@code --jinja} answers 500. */
    LLAMA_CPP_WITHOUT_JINJA(false) {
        @Override
        Optional<Refusal> refuses(JsonObject request) {
            return hasTools(request) ? refusal(500, "{\"error\":{\"code\":500,\"message\":\"tools param requires --jinja flag\","
                    + "\"type\":\"server_error\"}}") : Optional.empty();
        }
    },
    /** https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/189: errors are bare strings. */
    LM_STUDIO(true) {
        @Override
        Optional<Refusal> refuses(JsonObject request) {
            boolean jsonObject = request.get("response_format") instanceof JsonObject format
                    && format.getString("type", "").equals("json_object");
            return jsonObject ? refusal(400, "{\"error\":\"'response_format.type' must be 'json_schema' or 'text'\"}") : Optional.empty();
        }
    },
    /** https://github.com/continuedev/continue/issues/10193: the thought of a turn that called a tool must come back. */
    DEEPSEEK(true) {
        @Override
        String messageMembers() {
            return "\"reasoning_content\":\"I shall look it up.\"";
        }

        @Override
        Optional<Refusal> refuses(JsonObject request) {
            boolean lost = calling(request).stream().anyMatch(message -> message.getString("reasoning_content", "").isEmpty());
            return lost ? openAi(null, "The `reasoning_content` in the thinking mode must be passed back to the API.") : Optional.empty();
        }
    },
    /** https://github.com/Gitlawb/openclaude/issues/67: the signature of each call must come back; an error is a list. */
    GEMINI(true) {
        @Override
        String callMembers() {
            return "\"extra_content\":{\"google\":{\"thought_signature\":\"c2lnbmVk\"}}";
        }

        @Override
        Optional<Refusal> refuses(JsonObject request) {
            boolean lost = calling(request).stream().flatMap(message -> message.getJsonArray("tool_calls").stream())
                    .anyMatch(call -> !call.asJsonObject().containsKey("extra_content"));
            if (lost) {
                return google("Function call is missing a thought_signature in functionCall parts.");
            }
            // https://github.com/agentscope-ai/QwenPaw/issues/1449
            return hasTools(request) && request.containsKey("response_format")
                    ? google("Function calling with a response mime type: 'application/json' is unsupported") : Optional.empty();
        }

        private Optional<Refusal> google(String message) {
            return refusal(400, "[{\"error\":{\"code\":400,\"message\":" + Json.string(message)
                    + ",\"status\":\"INVALID_ARGUMENT\"}}]");
        }
    },
    /** https://github.com/charmbracelet/crush/issues/1590 and https://github.com/Gitlawb/openclaude/issues/739: no unknown members. */
    MISTRAL(true) {
        private final Set<String> known = Set.of("model", "messages", "stream", "tools", "tool_choice", "max_tokens", "temperature",
                "top_p", "stop", "response_format", "parallel_tool_calls", "random_seed", "safe_prompt", "n", "prediction",
                "presence_penalty", "frequency_penalty");
        private final Set<String> knownOfMessage = Set.of("role", "content", "tool_calls", "tool_call_id", "name", "prefix");

        @Override
        Optional<Refusal> refuses(JsonObject request) {
            Optional<Refusal> top = request.keySet().stream().filter(name -> !known.contains(name)).findFirst()
                    .map(name -> forbidden("\"" + name + "\""));
            JsonArray messages = request.getJsonArray("messages");
            for (int i = 0; i < messages.size() && top.isEmpty(); i++) {
                JsonObject message = messages.getJsonObject(i);
                String at = i + ",\"" + message.getString("role") + "\"";
                top = message.keySet().stream().filter(name -> !knownOfMessage.contains(name)).findFirst()
                        .map(name -> forbidden("\"messages\"," + at + ",\"" + name + "\""));
            }
            return top;
        }

        private Refusal forbidden(String place) {
            return new Refusal(422, "{\"object\":\"error\",\"message\":{\"detail\":[{\"type\":\"extra_forbidden\",\"loc\":[\"body\","
                    + place + "],\"msg\":\"Extra inputs are not permitted\",\"input\":1}]},\"type\":\"invalid_request_error\","
                    + "\"param\":null,\"code\":null}");
        }
    },
    /** https://github.com/massgen/MassGen/issues/624: the details of a thought must come back. */
    OPENROUTER(true) {
        @Override
        String messageMembers() {
            return "\"reasoning\":\"I shall look it up.\",\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"data\":\"ZW5j\","
                    + "\"format\":\"google-gemini-v1\",\"index\":0}]";
        }

        @Override
        Optional<Refusal> refuses(JsonObject request) {
            boolean lost = calling(request).stream().anyMatch(message -> !message.containsKey("reasoning_details"));
            return lost ? refusal(400, "{\"error\":{\"message\":\"Provider returned error\",\"code\":400,\"metadata\":{\"raw\":"
                    + "\"Gemini models require OpenRouter reasoning details to be preserved in each request.\","
                    + "\"provider_name\":\"Google\"}}}")
                    : Optional.empty();
        }
    },
    /** https://github.com/mastra-ai/mastra/issues/2839 */
    OPENROUTER_WITHOUT_TOOLS(false) {
        @Override
        Optional<Refusal> refuses(JsonObject request) {
            return hasTools(request) ? refusal(404, "{\"error\":{\"message\":\"No endpoints found that support tool use. To learn more "
                    + "about provider routing, visit: https://openrouter.ai/docs/provider-routing\",\"code\":404}}") : Optional.empty();
        }
    },
    /** https://github.com/openai/openai-python/issues/1469: an older version of the API. */
    AZURE(true) {
        @Override
        Optional<Refusal> refuses(JsonObject request) {
            return request.containsKey("stream_options") ? openAi(null, "Unrecognized request argument supplied: stream_options")
                    : Optional.empty();
        }
    },
    /** https://github.com/BerriAI/litellm/issues/9686: a proxy that drops nothing by itself; thoughts of Claude in members of its own. */
    LITELLM(true) {
        @Override
        String messageMembers() {
            return "\"reasoning_content\":\"I shall look it up.\",\"thinking_blocks\":[{\"type\":\"thinking\","
                    + "\"thinking\":\"I shall look it up.\",\"signature\":\"c2ln\"}]";
        }

        @Override
        Optional<Refusal> refuses(JsonObject request) {
            if (request.containsKey("parallel_tool_calls")) {
                return openAi(null, "litellm.UnsupportedParamsError: gemini does not support parameters: ['parallel_tool_calls'], for "
                        + "model=gemini-2.0-flash. To drop these, set `litellm.drop_params=True`");
            }
            boolean lost = calling(request).stream().anyMatch(message -> !message.containsKey("thinking_blocks"));
            return lost ? openAi(null, "litellm.BadRequestError: Expected `thinking` or `redacted_thinking`, but found `tool_use`.")
                    : Optional.empty();
        }
    };

    /** @param body as JSON text */
    record Refusal(int status, String body) {
    }

    private final boolean callsTools;

    Vendor(boolean callsTools) {
        this.callsTools = callsTools;
    }

    /** Whether its model can be offered tools at all. */
    boolean callsTools() {
        return callsTools;
    }

    /** What it says of a request that it does not take; empty for one that it takes. */
    Optional<Refusal> refuses(JsonObject request) {
        return Optional.empty();
    }

    /** Members of a message that calls a tool, as JSON members; empty for none. */
    String messageMembers() {
        return "";
    }

    /** Members of each call, likewise. */
    String callMembers() {
        return "";
    }

    static boolean hasTools(JsonObject request) {
        return request.containsKey("tools");
    }

    /** The assistant's messages that call a tool. */
    static List<JsonObject> calling(JsonObject request) {
        return request.getJsonArray("messages").getValuesAs(JsonObject.class).stream()
                .filter(message -> message.get("tool_calls") instanceof JsonArray calls && !calls.isEmpty()).toList();
    }

    static Optional<Refusal> openAi(String param, String message) {
        JsonValue named = param == null ? JsonValue.NULL : Json.string(param);
        return refusal(400, "{\"error\":{\"message\":" + Json.string(message) + ",\"type\":\"invalid_request_error\",\"param\":" + named
                + ",\"code\":null}}");
    }

    static Optional<Refusal> refusal(int status, String body) {
        return Optional.of(new Refusal(status, body));
    }

    /** The text of a message's content; empty where it is none. */
    static String text(JsonObject message) {
        return message.get("content") instanceof JsonString text ? text.getString() : "";
    }
}
