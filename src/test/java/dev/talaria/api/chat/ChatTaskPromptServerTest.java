package dev.talaria.api.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestServer;
import dev.talaria.testing.Transcripts;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which prompts of chat UIs are background tasks by their words, and which are turns. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChatTaskPromptServerTest {
    private static final String PATH = "/v1/chat/completions";

    @AutoClose
    private final ScriptedUpstream upstream = new ScriptedUpstream();
    @AutoClose
    private final TestServer server = TestServer.over(upstream, Map.of());
    private String session;
    private TestClient client;

    @BeforeEach
    void name() {
        session = UUID.randomUUID().toString();
        client = server.client().with("X-Hermes-Session-Id", session).with("X-Hermes-Session-Key", session);
    }

    static List<String> tasks() {
        String history = "\n### Chat History:\n<chat_history>\nUSER: hi\n</chat_history>";
        return List.of(
                "### Task:\nGenerate a concise title summarizing the chat history." + history,
                "### Task:\nGenerate a concise, 3-5 word title with an emoji summarizing the chat history." + history,
                "### Task:\r\nGenerate 1-3 broad tags categorizing the main themes of the chat history" + history,
                "### Task:\nSuggest 3-5 relevant follow-up questions or prompts" + history,
                "### Task:\nAnalyze the chat history to determine the necessity of generating search queries" + history,
                "### Task:\nBased on the chat history, determine whether a search is necessary" + history,
                "### Task:\nGenerate a detailed prompt for am image generation task" + history,
                "### Task:\nYou are an autocompletion system. Continue the text in `<text>`" + history,
                "### Task:\nSummarize the conversation history that will be compacted out of the active chat context.",
                "### Task:\nDenke dir eine kurze Überschrift aus." + history,
                "### Task: Write a title",
                "Create a concise, 3-5 word title with an emoji as a title for the chat history",
                "Here is the query:\nhi\n\nCreate a concise, 3-5 word phrase with an emoji as a title for the previous query.",
                "Your task is to reflect the speaker's likely facial expression through a fitting emoji.",
                "Assess the need for a web search based on the current question",
                "You have been provided with a set of responses from various models to the latest user query",
                "History:\nUSER: \"\"\"hi\"\"\"\nQuery: hi",
                "Query: History:\nUSER: \"\"\"hi\"\"\"\nQuery: hi",
                "Provide a concise, 5-word-or-less title for the conversation, using title case conventions.");
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void knowsTheBackgroundTasksOfChatUis(String prompt) {
        assertEquals("off", client.chat(prompt).header("X-Hermes-Memory").orElseThrow());
        try (Transcripts stored = server.transcripts()) {
            assertEquals(List.of(), stored.everything(session));
        }
    }

    static List<String> turns() {
        return List.of(
                "### Task:\nRespond to the user query using the context.\n\n<context>\nGenerate a title.\n</context>\n\nWhat is it?",
                "### Task:\nRespond to the user query.\n<context>\n<chat_history>\nUSER: hi\n</chat_history>\n</context>\n\nWhat is it?",
                "### Task:\nAnswer and cite the title.\n<context>\nfile\n</context>\nWhat is it?",
                "### Task:\nUse what follows.\n" + "x".repeat(3_000) + "\n<context>\nfile\n</context>\nWhat is it?",
                "### Task:\nWrite a poem about titles", "Generate a title for my book", "Query: what is the time?");
    }

    @ParameterizedTest
    @MethodSource("turns")
    void takesEverythingElseForATurn(String prompt) {
        assertEquals("on", client.chat(prompt).header("X-Hermes-Memory").orElseThrow());
        assertTrue(upstream.lastRequest().json().containsKey("tools"));
        try (Transcripts stored = server.transcripts()) {
            assertEquals(2, stored.conversation(session).size());
        }
    }

    @ParameterizedTest
    @CsvSource({"/v1/chat/completions, on", "/v1/responses, on"})
    void takesABodyWithToolsForATurn(String path, String memory) {
        String prompt = "### Task:\\nGenerate a title";
        String tool = path.equals(PATH) ? "{\"type\": \"function\", \"function\": {\"name\": \"weather\", \"parameters\": {}}}"
                : "{\"type\": \"function\", \"name\": \"weather\", \"parameters\": {}}";
        String input = path.equals(PATH) ? "\"messages\": [{\"role\": \"user\", \"content\": \"" + prompt + "\"}]"
                : "\"input\": \"" + prompt + "\"";

        assertEquals("off", client.post(path, "{" + input + ", \"tools\": []}").header("X-Hermes-Memory").orElseThrow());
        TestClient.Answer answer = client.post(path, "{" + input + ", \"tools\": [" + tool + "]}");

        assertEquals(memory, answer.header("X-Hermes-Memory").orElseThrow(), answer::text);
    }
}
