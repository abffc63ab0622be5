package dev.talaria.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.Chats;
import dev.talaria.testing.Compressed;
import dev.talaria.testing.TestClient;
import dev.talaria.testing.TestClient.Answer;
import dev.talaria.testing.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that clients compress, or begin with a byte order mark. */
class CompressedBodyServerTest {
    private static final String CHAT = "/v1/chat/completions";
    private static TestServer server;

    /** How clients send a body; the name is what they call it. */
    enum Sent {
        GZIP("gzip", Compressed::gzip), X_GZIP("X-GZIP", Compressed::gzip), ZLIB("deflate", Compressed::zlib),
        RAW("deflate", Compressed::rawDeflate), PLAIN("identity", bytes -> bytes);

        private final String name;
        private final UnaryOperator<byte[]> form;

        Sent(String name, UnaryOperator<byte[]> form) {
            this.name = name;
            this.form = form;
        }
    }

    @BeforeAll
    static void start() {
        server = TestServer.start(Map.of("talaria.limits.body-bytes", "100000"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void decodesWhatAClientCompressed(Sent sent) {
        Answer reply = send(sent.name, CHAT, sent.form.apply(bytes(Chats.body("say:Gr\u00fc\u00dfe"))));

        assertEquals(200, reply.status(), reply::text);
        assertEquals("Gr\u00fc\u00dfe", reply.content());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"/v1/responses|{\"input\": \"say:hello\"}", "/v1/runs|{\"input\": \"say:hello\"}",
        "/v1/conversations|{}", "/api/sessions|{}", "/v1/memory/messages|{\"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}"})
    void decodesEverywhere(String path, String body) {
        TestClient client = server.client().with("X-Hermes-Session-Key", "compressed").with("Content-Encoding", "gzip");

        Answer reply = client.send("POST", path, BodyPublishers.ofByteArray(Compressed.gzip(bytes(body))));

        assertTrue(reply.status() / 100 == 2, reply::text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "br", "gzip, gzip", "gzip, zstd", "identity, gzip", "rot13"})
    void saysWhichCodingsItTakes(String coding) {
        Answer reply = send(coding, CHAT, bytes(Chats.body("hello")));

        assertEquals(415, reply.status(), reply::text);
        assertEquals("unsupported_content_encoding", reply.error().getString("code"));
        assertEquals("Content-Encoding", reply.error().getString("param"));
        assertEquals(Optional.of("gzip, deflate"), reply.header("Accept-Encoding"));
    }

    @Test
    void letsAClientSeeThatItsCodingIsNotTaken() {
        assertEquals(415, send("zstd", CHAT, new byte[100_000]).status());
    }

    @Test
    void asksForTheKeyBeforeItDecodes() {
        TestClient stranger = server.client("wrong").with("Content-Encoding", "zstd");

        assertEquals(401, stranger.send("POST", CHAT, BodyPublishers.ofByteArray(new byte[10])).status());
    }

    @Test
    void ignoresTheCodingOfARequestWithoutABody() {
        assertEquals(200, server.client().with("Content-Encoding", "br").get("/v1/models").status());
    }

    @Test
    void refusesABomb() {
        Answer reply = send("gzip", CHAT, Compressed.gzip(new byte[50_000_000]));

        assertEquals(413, reply.status(), reply::text);
        assertEquals("Request body is larger than 100000 bytes once it is decoded", reply.error().getString("message"));
    }

    @Test
    void refusesWhatIsCutShort() {
        byte[] sound = Compressed.gzip(bytes(Chats.body("hello")));

        Answer reply = send("gzip", CHAT, Arrays.copyOf(sound, sound.length - 1));

        assertEquals(400, reply.status(), reply::text);
        assertEquals("malformed_request", reply.error().getString("code"));
        assertEquals("The request body is not valid gzip: it is truncated", reply.error().getString("message"));
    }

    @Test
    void comparesDecodedBodiesUnderOneIdempotencyKey() {
        byte[] body = bytes(Chats.body("say:once"));
        List<Answer> replies = List.of(idempotent("identity", body), idempotent("gzip", Compressed.gzip(body)),
                idempotent("deflate", Compressed.rawDeflate(body)));

        assertEquals(List.of(200, 200, 200), replies.stream().map(Answer::status).toList());
        assertEquals(1, replies.stream().map(reply -> reply.json().getString("id")).distinct().count());
        assertEquals(409, idempotent("gzip", Compressed.gzip(bytes(Chats.body("say:other")))).status());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesAByteOrderMark(boolean compressed) {
        byte[] body = bytes("\ufeff" + Chats.body("say:marked"));

        Answer reply = compressed ? send("gzip", CHAT, Compressed.gzip(body)) : send("identity", CHAT, body);

        assertEquals("marked", reply.content());
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void saysThatABodyMustBeUtf8(String charset) {
        for (String mark : List.of("", "\ufeff")) {
            Answer reply = send("identity", CHAT, (mark + Chats.body("hello")).getBytes(Charset.forName(charset)));

            assertEquals(400, reply.status(), reply::text);
            assertEquals("Invalid JSON in request body: it is in UTF-16 or UTF-32, and must be in UTF-8",
                    reply.error().getString("message"));
        }
    }

    private static Answer idempotent(String coding, byte[] body) {
        return server.client().with("Idempotency-Key", "one").with("Content-Encoding", coding)
                .send("POST", CHAT, BodyPublishers.ofByteArray(body));
    }

    private static Answer send(String coding, String path, byte[] body) {
        return server.client().with("Content-Encoding", coding).send("POST", path, BodyPublishers.ofByteArray(body));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
