package dev.talaria.testing.honcho;

import dev.talaria.testing.ScriptedUpstream;
import dev.talaria.testing.SeenRequest;
import dev.talaria.testing.UpstreamReply;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A Honcho server for tests, with the quirks of the real one. Requests of a kind are named as {@code "POST messages"}: the method and how
 * the path ends, ids left out. Any may be made to go wrong. Safe for many threads.
 */
public final class ScriptedHoncho implements AutoCloseable {
    private final ScriptedUpstream server = new ScriptedUpstream();
    private final HonchoState state = new HonchoState();
    private final Routes routes = new Routes(state);
    private final Map<String, Deque<HonchoTrouble>> next = new LinkedHashMap<>();
    private final AtomicReference<HonchoTrouble> always = new AtomicReference<>();
    private volatile String key;

    public ScriptedHoncho() {
        server.answerAlways(request -> reply -> answer(reply));
    }

    /** What {@code talaria.honcho.base-url} is set to. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.baseUrl().getPort());
    }

    /** What it holds, as if one could look into its database. */
    public HonchoState state() {
        return state;
    }

    /** What happens to the next requests of a kind, one each. */
    public synchronized ScriptedHoncho next(String kind, HonchoTrouble... troubles) {
        next.computeIfAbsent(kind, absent -> new ArrayDeque<>()).addAll(List.of(troubles));
        return this;
    }

    /** What happens to every request from now on; null for nothing. */
    public void always(HonchoTrouble trouble) {
        always.set(trouble);
    }

    /** From now on only requests with this key are served. */
    public void requireKey(String required) {
        key = required;
    }

    /** Requests of a kind so far. */
    public List<SeenRequest> requests(String kind) {
        return server.requests().stream().filter(request -> kind(request).equals(kind)).toList();
    }

    public List<SeenRequest> requests() {
        return server.requests();
    }

    public void awaitRequest() throws InterruptedException {
        server.awaitRequest();
    }

    private void answer(UpstreamReply reply) throws IOException, InterruptedException {
        SeenRequest request = reply.request();
        HonchoTrouble trouble = trouble(kind(request));
        HonchoTrouble.Work work = () -> routes.answer(request);
        if (trouble != null) {
            trouble.play(reply, work);
        } else if (key != null && !request.header("authorization").equals(Optional.of("Bearer " + key))) {
            HonchoTrouble.error(401).play(reply, work);
        } else {
            HonchoTrouble.send(reply, work.run());
        }
    }

    private synchronized HonchoTrouble trouble(String kind) {
        Deque<HonchoTrouble> troubles = next.get(kind);
        return troubles != null && !troubles.isEmpty() ? troubles.poll() : always.get();
    }

    private static String kind(SeenRequest request) {
        String[] words = request.path().replaceAll("\\?.*", "").split("/");
        StringBuilder kind = new StringBuilder(request.method());
        // "", v3, workspaces, id, then names and ids in turn; an action such as "list" stands where an id could.
        for (int i = 4; i < words.length; i++) {
            boolean action = List.of("list", "query", "search").contains(words[i]);
            if (i % 2 == 0 || action) {
                kind.append(action && i > 4 ? "/" : " ").append(words[i]);
            }
        }
        String all = kind.toString();
        return all.replaceFirst("^(\\S+) (sessions|peers) (?=\\S)", "$1 ").replaceFirst(" (sessions|peers)/search", " search");
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
