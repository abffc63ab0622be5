package dev.talaria.api.meta;

import dev.talaria.scope.Identity;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names of features that clients look for: those of Hermes first, then those that Talaria adds. */
final class Features {
    /** Each is false unless a route declares it. */
    static final List<String> KNOWN = List.of(
            "chat_completions", "chat_completions_streaming", "responses_api", "responses_streaming", "reasoning_streaming",
            "run_submission", "run_status", "run_events_sse", "run_stop", "run_approval_response", "tool_progress_events",
            "approval_events", "session_resources", "session_chat", "session_chat_streaming", "session_fork", "admin_config_rw",
            "jobs_admin", "memory_write_api", "skills_api", "audio_api", "realtime_voice", "cors",
            "run_events_resume", "client_tools", "conversations_api", "background_responses",
            "model_options", "session_model_lock", "direct_model_requests", "embeddings", "image_generation", "speech");
    /** Features whose value is the name of a request header. */
    static final Map<String, String> HEADERS = headers();

    private Features() {
    }

    private static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("session_continuity_header", "X-Hermes-Session-Id");
        headers.put("session_key_header", "X-Hermes-Session-Key");
        headers.put("user_id_header", Identity.USER_ID);
        headers.put("user_name_header", Identity.USER_NAME);
        headers.put("chat_id_header", "X-Hermes-Chat-Id");
        headers.put("chat_name_header", "X-Hermes-Chat-Name");
        headers.put("chat_type_header", "X-Hermes-Chat-Type");
        headers.put("thread_id_header", "X-Hermes-Thread-Id");
        return Collections.unmodifiableMap(headers);
    }
}
