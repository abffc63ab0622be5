package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.RawConnection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever bytes stand in a header, on every server: what is understood or refused is the same, and nobody meets another by it. */
class HeaderFuzzIT extends DeployedTalaria {
    private static final String SEED = "{0} with seed " + HeaderSamples.SEED;
    private static final int RANDOM = 40;
    /** Where what a header says comes back. */
    private static final Map<String, String> ECHOES = Map.of("X-OpenWebUI-User-Id", "X-Hermes-User-Id",
            "X-OpenWebUI-User-Name", "X-Hermes-User-Name", "X-OpenWebUI-Chat-Id", "X-Hermes-Chat-Id");
    private static final Set<String> SILENT = Set.of("Idempotency-Key", "Last-Event-ID");

    private KeptConnection connection;

    @BeforeEach
    void connect() {
        connection = new KeptConnection(base());
    }

    @AfterEach
    void hangUp() {
        connection.close();
    }

    @ParameterizedTest(name = SEED)
    @ValueSource(strings = {"X-Hermes-Session-Key", "X-Hermes-Session-Id", "X-Hermes-User-Id", "X-Hermes-User-Name", "X-Hermes-Chat-Id",
        "X-Hermes-Chat-Name", "X-Hermes-Chat-Type", "X-Hermes-Thread-Id", "X-OpenWebUI-User-Id", "X-OpenWebUI-User-Name",
        "X-OpenWebUI-Chat-Id", "Idempotency-Key", "Last-Event-ID"})
    void isUnderstoodOrRefusedAsItsContractSays(String header) {
        List<String> wrong = new ArrayList<>();
        for (List<String> values : samples()) {
            RawConnection.Reply reply = ask(header, values);
            String fault = fault(header, values, reply);
            if (!fault.isEmpty()) {
                wrong.add(fault + " for " + readable(values) + ": " + reply.head());
            }
        }
        assertEquals(List.of(), wrong);
    }

    @ParameterizedTest(name = SEED)
    @ValueSource(strings = {"X-Request-Id", "X-OpenWebUI-User-Jwt", "X-Hermes-Memory", "X-Hermes-Task", "Authorization", "Origin"})
    void doesNoHarm(String header) {
        List<String> wrong = new ArrayList<>();
        for (List<String> values : samples()) {
            RawConnection.Reply reply = ask(header, values);
            String harm = harm(reply);
            String id = reply.head().header("X-Request-Id").orElse("");
            boolean sane = id.isEmpty() || id.matches("req_[0-9a-f]{32}")
                    || values.size() == 1 && values.get(0).split("[\\r\\n]", 2)[0].strip().equals(id) && id.matches("[!-~]{1,128}");
            if (!harm.isEmpty() || !sane) {
                wrong.add(harm + " for " + readable(values) + ": " + reply.head());
            }
        }
        assertEquals(List.of(), wrong);
    }

    /** One message with the same id goes into each scope: where it is there already, two values have met. */
    @Test
    void leadsTwoValuesIntoOneScopeOnlyWhereTheyMeanTheSame() {
        String message = "fuzz-" + UUID.randomUUID();
        Set<List<String>> scopes = new HashSet<>();
        List<String> wrong = new ArrayList<>();
        for (String header : List.of("X-Hermes-Session-Key", "X-Hermes-Session-Id", "X-Hermes-User-Id", "X-OpenWebUI-User-Id",
                "X-Hermes-User-Name", "X-OpenWebUI-User-Name", "X-Hermes-Chat-Id", "X-OpenWebUI-Chat-Id", "X-Hermes-Chat-Name",
                "X-Hermes-Chat-Type", "X-Hermes-Thread-Id")) {
            String echo = ECHOES.getOrDefault(header, header);
            String key = header.contains("Session") ? KEY : keyOf(echo);
            for (String value : HeaderSamples.texts()) {
                HeaderMeaning meaning = HeaderMeaning.of(header, List.of(value));
                if (!meaning.refused() && !meaning.text().isEmpty()) {
                    String expected = scopes.add(List.of(echo, meaning.text())) ? "\"stored\":1" : "\"existing\":1";
                    String body = "{\"messages\": [{\"content\": \"hi\", \"metadata\": {\"id\": \"" + message + "\"}}]}";
                    RawConnection.Reply reply = post("v1/memory/messages", key, header + ": " + value, body);
                    if (!reply.body().contains(expected)) {
                        wrong.add(header + " " + readable(List.of(value)) + " is not " + expected + ": " + reply.body());
                    }
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(scopes.size() > 400, "scopes: " + scopes.size());
    }

    @Test
    void replaysAnAnswerOnlyForAnIdempotencyKeyThatMeansTheSame() {
        Set<String> meanings = new HashSet<>();
        List<String> wrong = new ArrayList<>();
        String mine = UUID.randomUUID().toString().substring(0, 8);
        for (String value : HeaderSamples.texts().stream().map(text -> mine + text).toList()) {
            HeaderMeaning meaning = HeaderMeaning.of("Idempotency-Key", List.of(value));
            if (!meaning.refused() && !meaning.text().isEmpty()) {
                RawConnection.Reply reply = post("v1/chat/completions", KEY, "Idempotency-Key: " + value, Chats.body("say:hi"));
                boolean replayed = reply.head().header("Idempotency-Replayed").isPresent();
                if (reply.head().status() != 200 || replayed == meanings.add(meaning.text())) {
                    wrong.add(readable(List.of(value)) + ": " + reply);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static List<List<String>> samples() {
        List<List<String>> samples = new ArrayList<>(HeaderSamples.random(RANDOM));
        HeaderSamples.everyByte().forEach(value -> samples.add(List.of(value)));
        HeaderSamples.texts().forEach(value -> samples.add(List.of(value)));
        return samples;
    }

    private RawConnection.Reply ask(String header, List<String> values) {
        String[] lines = values.stream().map(value -> header + ": " + value).toArray(String[]::new);
        return connection.exchange(head("GET", "v1/models", lines) + "\r\n");
    }

    private RawConnection.Reply post(String path, String key, String header, String body) {
        String head = head("POST", path, header, "Content-Length: " + body.length()).replace("Bearer " + KEY, "Bearer " + key);
        return connection.exchange(head + "\r\n" + body);
    }

    /** An API key whose memory is named by one header alone. */
    private String keyOf(String header) {
        return client().post("/api/keys", "{\"name\": \"fuzz-" + UUID.randomUUID() + "\", \"identity\": {\"policy\": \"template\", "
                + "\"template\": \"{" + header + "}\"}}").json().getString("key");
    }

    /** What is wrong with a reply; empty for nothing. */
    private static String fault(String header, List<String> values, RawConnection.Reply reply) {
        String harm = harm(reply);
        boolean split = values.stream().anyMatch(value -> value.matches("(?s).*[\\r\\n\\t].*"));
        if (!harm.isEmpty() || split) {
            return harm;
        }
        HeaderMeaning meaning = HeaderMeaning.of(header, values);
        int status = reply.head().status();
        String echo = reply.head().header(ECHOES.getOrDefault(header, header)).orElse("");
        if (meaning.refused()) {
            return status == 400 && echo.isEmpty() ? "" : "not refused";
        }
        return status == 200 && (SILENT.contains(header) || echo.equals(meaning.bytes())) ? "" : "not understood";
    }

    /** What no reply may do. */
    private static String harm(RawConnection.Reply reply) {
        int status = reply.head().status();
        boolean known = status == 200 || status == 400 || status == 401 || status == 403;
        boolean clean = reply.head().lines().stream().allMatch(HeaderMeaning::isClean);
        boolean ours = reply.head().header("X-Request-Id").isPresent();
        boolean whole = reply.complete() && (!ours || reply.body().startsWith("{") && HeaderMeaning.isClean(reply.body()));
        return (known ? "" : "status " + status) + (clean ? "" : " unclean header") + (whole ? "" : " unclean body");
    }

    private static String readable(List<String> values) {
        return String.join(" / ", values).chars().limit(60)
                .mapToObj(c -> c > 0x20 && c < 0x7F ? Character.toString(c) : String.format("\\x%02x", c)).collect(Collectors.joining());
    }
}
