package dev.talaria.session;

import dev.talaria.message.Message;
import dev.talaria.scope.SessionRef;
import dev.talaria.store.Write;
import java.util.Arrays;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Copies a conversation into a new session. The messages keep their ids, times and runs; the source is not changed. */
final class SessionForks {
    private static final String SESSION = """
            INSERT INTO session (tenant, owner, id, derived, title, source, api_key, model, agent, model_lock, user_id, system_prompt,
                forked_from, head, preview, message_count, tool_call_count, model_calls, prompt_tokens, completion_tokens, cached_tokens,
                reasoning_tokens, created_at, updated_at)
            SELECT tenant, owner, CAST(:copy AS TEXT), FALSE, CAST(:title AS TEXT),
                CAST(:source AS TEXT), CAST(:apiKey AS TEXT), model, agent, model_lock, user_id, system_prompt, id,
                CAST(:head AS BIGINT), CAST(:preview AS TEXT), CAST(:messages AS BIGINT), CAST(:toolCalls AS BIGINT), 0, 0, 0, 0, 0,
                CAST(:now AS BIGINT), CAST(:now AS BIGINT)
            FROM session WHERE tenant = :tenant AND owner = :owner AND id = :id""";
    private static final String NODE = """
            INSERT INTO message (session, node, parent, role, parts, author, user_id, run, from_client, partial, created_at)
            SELECT copy.num, m.node, CAST(:parent AS BIGINT), m.role, m.parts, m.author, m.user_id, m.run, m.from_client, m.partial,
                m.created_at
            FROM session source JOIN message m ON m.session = source.num
                JOIN session copy ON copy.tenant = source.tenant AND copy.owner = source.owner
            WHERE source.tenant = :tenant AND source.owner = :owner AND source.id = :id AND m.node = :node AND copy.id = :copy""";

    private SessionForks() {
    }

    /**
     * Returns a write that fails with {@code session_not_found} if the source was deleted.
     *
     * @param title the copy's; null for the source's with a number appended
     * @param path  nodes of the source, which become one conversation in this order
     */
    static Write copy(Session source, SessionRef copy, String apiKey, String title, List<Node> path, long now) {
        List<Message> messages = path.stream().map(Node::message).toList();
        long calls = messages.stream().mapToLong(message -> message.toolCalls().size()).sum();
        String preview = SearchText.preview(messages);
        Long head = path.isEmpty() ? null : Long.valueOf(path.get(path.size() - 1).number());
        return handle -> {
            String made = title != null ? title
                    : Titles.next(handle, source.ref(), source.title() == null ? source.ref().id() : source.title());
            int copied = SessionStore.name(handle.createUpdate(SESSION), source.ref()).bind("copy", copy.id())
                    .bind("title", made).bind("source", SessionEdits.SOURCE)
                    .bind("apiKey", apiKey).bind("head", head).bind("preview", preview).bind("messages", path.size())
                    .bind("toolCalls", calls).bind("now", now).execute();
            if (copied == 0 || !copyNodes(handle, source.ref(), copy, path)) {
                throw SessionEdits.notFound(source.ref().id());
            }
        };
    }

    /** Returns false if a node was deleted. */
    private static boolean copyNodes(Handle handle, SessionRef source, SessionRef copy, List<Node> path) {
        if (path.isEmpty()) {
            return true;
        }
        PreparedBatch batch = handle.prepareBatch(NODE);
        Long parent = null;
        for (Node node : path) {
            SessionStore.name(batch, source).bind("copy", copy.id()).bind("parent", parent).bind("node", node.number()).add();
            parent = node.number();
        }
        return Arrays.stream(batch.execute()).sum() == path.size();
    }
}
