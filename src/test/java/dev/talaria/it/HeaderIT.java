package dev.talaria.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.testing.RawConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Header values byte by byte: containers decode, trim and refuse differently, and a caller must not notice. */
class HeaderIT extends DeployedTalaria {
    private static final String KEY_HEADER = "X-Hermes-Session-Key";

    @Test
    void echoesEveryPrintableCharacterAsItCame() {
        String printable = IntStream.rangeClosed(0x21, 0x7E).filter(c -> c != '{' && c != '}').collect(StringBuilder::new,
                StringBuilder::appendCodePoint, StringBuilder::append).toString();

        RawConnection.Reply reply = ask("GET", "v1/models", KEY_HEADER + ": " + printable);

        assertEquals(200, reply.head().status(), reply::body);
        assertEquals(printable, reply.head().header(KEY_HEADER).orElse(""));
    }

    @Test
    void refusesEveryByteThatIsNoPrintableCharacter() {
        List<String> wrong = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            if (b >= 0x20 && b < 0x7F || b == '\n') {
                continue;
            }
            RawConnection.Reply reply = ask("GET", "v1/models", KEY_HEADER + ": a" + (char) b + "z");
            boolean refused = reply.head().status() == 400 && reply.head().header(KEY_HEADER).isEmpty();
            // Undertow takes these two for white space, so that they never reach the application.
            boolean harmless = (b == '\t' || b == '\r') && List.of("a z", "a").contains(reply.head().header(KEY_HEADER).orElse(""));
            if (!refused && !harmless) {
                wrong.add(Integer.toHexString(b) + ": " + reply.head());
            }
        }
        assertTrue(wrong.isEmpty(), wrong::toString);
    }

    @Test
    void takesNoHeaderFromBehindALineBreak() {
        RawConnection.Reply reply = ask("GET", "v1/models", KEY_HEADER + ": a\nX-Request-Id: smuggled\rX-Request-Id: more");

        assertTrue(reply.head().status() == 400 || !reply.head().lines().toString().contains("more"), reply.head()::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Zo\u00eb", "\u65e5\u672c\u8a9e", "\ud83d\ude00 joy", "e\u0301"})
    void echoesUtf8ByteForByte(String value) {
        String bytes = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

        RawConnection.Reply reply = ask("GET", "v1/models", KEY_HEADER + ": " + bytes, "X-Hermes-User-Name: " + bytes);

        assertEquals(200, reply.head().status(), reply::body);
        assertEquals(bytes, reply.head().header(KEY_HEADER).orElse(""));
        assertEquals(bytes, reply.head().header("X-Hermes-User-Name").orElse(""));
    }

    @Test
    void echoesUtf8OnAStreamToo() {
        String bytes = new String("Zo\u00eb \ud83d\ude00".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        String body = "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"say:hello\"}]}";
        try (RawConnection connection = RawConnection.open(base())) {
            connection.send(head("POST", "v1/chat/completions", KEY_HEADER + ": " + bytes, "Content-Length: " + body.length()) + "\r\n");
            connection.send(body);

            assertEquals(bytes, connection.head().header(KEY_HEADER).orElse(""));
        }
    }
}
