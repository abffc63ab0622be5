package dev.talaria.agent.context;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.talaria.message.Message;
import dev.talaria.message.Role;
import dev.talaria.message.ToolCall;
import dev.talaria.scope.SessionRef;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Summaries of conversations that clients send with every request, by what they summarise: only who sends the same messages again gets
 * one. In memory, the most recently used; a lost one is made again. Safe for many threads.
 */
final class RecentSummaries {
    private static final int MAX_SUMMARIES = 1_000;

    /** A summary of the first messages of a conversation. */
    record Summary(String text, int messages) {
    }

    @GuardedBy("this")
    private final Map<String, Summary> summaries = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Summary> eldest) {
            return size() > MAX_SUMMARIES;
        }
    };

    synchronized boolean isEmpty() {
        return summaries.isEmpty();
    }

    /** @param covered the conversation up to where the summary ends */
    void put(SessionRef session, List<Message> covered, Summary summary) {
        String key = walk(session, covered, covered.size(), (digest, i) -> { });
        synchronized (this) {
            summaries.put(key, summary);
        }
    }

    /** The summary, and how many messages of the conversation it covers. */
    record Found(Summary summary, int covered) {
    }

    /** Returns the summary that covers the most of the conversation's beginning; null for none. */
    @Nullable Found find(SessionRef session, List<Message> conversation) {
        Found[] found = new Found[1];
        walk(session, conversation, conversation.size() - 1, (digest, covered) -> {
            Summary summary = get(digest);
            if (summary != null) {
                found[0] = new Found(summary, covered);
            }
        });
        return found[0];
    }

    private synchronized @Nullable Summary get(String digest) {
        return summaries.get(digest);
    }

    /** Digests the messages one after the other; shows the digest before each user message, and returns the last one. */
    private static String walk(SessionRef session, List<Message> messages, int end, ObjIntConsumer<String> seen) {
        MessageDigest digest = sha256();
        update(digest, session.tenant(), session.owner());
        for (int i = 0; i < end; i++) {
            Message message = messages.get(i);
            update(digest, message.role().wire(), message.text());
            for (ToolCall call : message.toolCalls()) {
                update(digest, call.name(), call.arguments());
            }
            if (i + 1 < messages.size() && messages.get(i + 1).role() == Role.USER) {
                seen.accept(current(digest), i + 1);
            }
        }
        return current(digest);
    }

    private static void update(MessageDigest digest, String... texts) {
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
        }
    }

    private static String current(MessageDigest digest) {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
