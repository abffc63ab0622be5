package dev.talaria.session.catalog;

import dev.talaria.message.Message;
import dev.talaria.scope.SessionRef;
import dev.talaria.session.Node;
import dev.talaria.session.SearchText;
import dev.talaria.session.SessionStore;
import dev.talaria.store.Write;
import java.util.Arrays;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Copies a conversation into a session of its own. The messages keep their ids, times and runs, the source is not touched. */
final class SessionForks {
    private static final String SESSION = """
            INSERT INTO session (tenant, owner, id, derived, title, title_words, source, api_key, model, user_id, system_prompt,
                forked_from, head, preview, message_count, tool_call_count, model_calls, prompt_tokens, completion_tokens, cached_tokens,
                reasoning_tokens, created_at, updated_at)
            SELECT tenant, owner, CAST(:copy AS VARCHAR), FALSE, CAST(:title AS VARCHAR), CAST(:titleWords AS VARCHAR),
                CAST(:source AS VARCHAR), CAST(:apiKey AS VARCHAR), model, user_id, system_prompt, id,
                CAST(:head AS VARCHAR), CAST(:preview AS VARCHAR), CAST(:messages AS BIGINT), CAST(:toolCalls AS BIGINT), 0, 0, 0, 0, 0,
                CAST(:now AS BIGINT), CAST(:now AS BIGINT)
            FROM session WHERE tenant = :tenant AND owner = :owner AND id = :id""";
    private static final String NODE = """
            INSERT INTO message (tenant, owner, session, node, parent, role, parts, author, user_id, run, from_client, partial, created_at,
                words)
            SELECT tenant, owner, CAST(:copy AS VARCHAR), node, CAST(:parent AS VARCHAR), role, parts, author, user_id, run, from_client,
                partial, created_at, words
            FROM message WHERE tenant = :tenant AND owner = :owner AND session = :id AND node = :node""";

    private SessionForks() {
    }

    /**
     * A part of a transaction; it fails with {@code session_not_found} where the source has gone.
     *
     * @param title the copy's; null for the source's with a number behind it
     * @param path  nodes of the source, which become one conversation in this order
     */
    static Write copy(Session source, SessionRef copy, String apiKey, String title, List<Node> path, long now) {
        List<Message> messages = path.stream().map(Node::message).toList();
        long calls = messages.stream().mapToLong(message -> message.toolCalls().size()).sum();
        String preview = SearchText.preview(messages);
        String head = path.isEmpty() ? null : path.get(path.size() - 1).id();
        return handle -> {
            String made = title != null ? title
                    : Titles.next(handle, source.ref(), source.title() == null ? source.ref().id() : source.title());
            int copied = SessionStore.name(handle.createUpdate(SESSION), source.ref()).bind("copy", copy.id())
                    .bind("title", made).bind("titleWords", SearchText.fold(made)).bind("source", SessionEdits.SOURCE)
                    .bind("apiKey", apiKey).bind("head", head).bind("preview", preview).bind("messages", path.size())
                    .bind("toolCalls", calls).bind("now", now).execute();
            if (copied == 0 || !copyNodes(handle, source.ref(), copy, path)) {
                throw SessionEdits.notFound(source.ref().id());
            }
        };
    }

    /** False where a node has gone. */
    private static boolean copyNodes(Handle handle, SessionRef source, SessionRef copy, List<Node> path) {
        if (path.isEmpty()) {
            return true;
        }
        PreparedBatch batch = handle.prepareBatch(NODE);
        String parent = null;
        for (Node node : path) {
            SessionStore.name(batch, source).bind("copy", copy.id()).bind("parent", parent).bind("node", node.id()).add();
            parent = node.id();
        }
        return Arrays.stream(batch.execute()).sum() == path.size();
    }
}
