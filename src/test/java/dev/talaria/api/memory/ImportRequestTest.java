package dev.talaria.api.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.talaria.error.ApiException;
import dev.talaria.json.Json;
import dev.talaria.json.JsonBody;
import dev.talaria.memory.Incoming;
import dev.talaria.message.Role;
import dev.talaria.scope.SessionRef;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportRequestTest {
    private static final SessionRef CALLER = SessionRef.named("acme", "ann", "here");

    private static List<Incoming> parse(String json) {
        return ImportRequest.parse(JsonBody.parse(Json.bytes(json)), CALLER);
    }

    private static Incoming one(String message) {
        return parse("{\"messages\":[" + message + "]}").get(0);
    }

    @Test
    void readsEveryField() {
        Incoming message = one("""
                {"role":"assistant","content":"It sings","name":" Ann ","created_at":"2023-05-08T13:56:00+02:00",
                 "metadata":{"id":"D1:1","session_id":3,"mood":["good"]}}""");

        assertEquals(Role.ASSISTANT, message.role());
        assertEquals("It sings", message.text());
        assertEquals("Ann", message.author());
        assertEquals(Instant.parse("2023-05-08T11:56:00Z"), message.at());
        assertEquals("D1:1", message.id());
        assertEquals(SessionRef.named("acme", "ann", "3"), message.session());
        assertEquals("[\"good\"]", message.metadata().get("mood").toString());
    }

    @Test
    void needsNothingButContent() {
        Incoming message = one("{\"content\":\"It sings\"}");

        assertEquals(Role.USER, message.role());
        assertNull(message.author());
        assertNull(message.at());
        assertNull(message.id());
        assertNull(message.session());
    }

    @Test
    void joinsTextParts() {
        assertEquals("one\ntwo", one("{\"content\":[{\"type\":\"text\",\"text\":\"one\"},\"two\"]}").text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{}|messages", "{\"messages\":{}}|messages", "{\"messages\":[1]}|messages[0]",
            "{\"messages\":[{\"role\":\"user\"}]}|messages[0].content", "{\"messages\":[{\"content\":\" \"}]}|messages[0].content",
            "{\"messages\":[{\"content\":[{\"type\":\"image_url\"}]}]}|messages[0].content",
            "{\"messages\":[{\"content\":\"x\",\"role\":\"bird\"}]}|messages[0].role",
            "{\"messages\":[{\"content\":\"x\",\"name\":{}}]}|messages[0].name",
            "{\"messages\":[{\"content\":\"x\",\"name\":\"a\\nb\"}]}|messages[0].name",
            "{\"messages\":[{\"content\":\"x\",\"metadata\":[]}]}|messages[0].metadata",
            "{\"messages\":[{\"content\":\"x\",\"metadata\":{\"id\":true}}]}|messages[0].metadata.id",
            "{\"messages\":[{\"content\":\"x\",\"created_at\":\"yesterday\"}]}|messages[0].created_at",
            "{\"messages\":[{\"content\":\"x\",\"created_at\":1700000000000}]}|messages[0].created_at"})
    void namesTheFieldAtFault(String body, String param) {
        ApiException fault = assertThrows(ApiException.class, () -> parse(body));

        assertEquals(param, fault.problem().param());
        assertEquals(400, fault.code().status());
    }

    @Test
    void refusesMoreThanTheBound() {
        String many = "{\"content\":\"x\"},".repeat(ImportRequest.MAX_MESSAGES) + "{\"content\":\"x\"}";

        assertThrows(ApiException.class, () -> parse("{\"messages\":[" + many + "]}"));
    }

    @Test
    void refusesMetadataBeyondTheBound() {
        assertThrows(ApiException.class, () -> one("{\"content\":\"x\",\"metadata\":{\"k\":\"" + "v".repeat(20_000) + "\"}}"));
    }

    @Test
    void takesMetadataOfTheBoundWithTheNamesThatAnExportAdds() {
        String full = "\"k\":\"" + "v".repeat(16_381) + "\"";

        assertEquals("1", one("{\"content\":\"x\",\"metadata\":{" + full + ",\"id\":\"1\",\"session_id\":\"2\"}}").id());
    }

    @ParameterizedTest
    @CsvSource({"'\"2023-05-08T13:56:00Z\"', 2023-05-08T13:56:00Z", "'\"2023-05-08T13:56:00.1234567Z\"', 2023-05-08T13:56:00.123456Z",
            "'\"2023-05-08T13:56:00\"', 2023-05-08T13:56:00Z", "'\"2023-05-08 13:56:00\"', 2023-05-08T13:56:00Z",
            "'\"2023-05-08\"', 2023-05-08T00:00:00Z", "'\"2023-05-08T13:56+02:00\"', 2023-05-08T11:56:00Z",
            "'\"2023-05-08T13:56:00+0545\"', 2023-05-08T08:11:00Z", "'\"2023-05-08 13:56:00.5-03\"', 2023-05-08T16:56:00.500Z",
            "'\"2023-05-08T13:56:00+02:00[Europe/Vienna]\"', 2023-05-08T11:56:00Z", "'\"2023-05-08t13:56:00z\"', 2023-05-08T13:56:00Z",
            "1683554160, 2023-05-08T13:56:00Z", "1683554160.5, 2023-05-08T13:56:00.500Z", "-1, 1969-12-31T23:59:59Z"})
    void readsTimes(String written, Instant expected) {
        assertEquals(expected, one("{\"content\":\"x\",\"created_at\":" + written + "}").at());
    }
}
