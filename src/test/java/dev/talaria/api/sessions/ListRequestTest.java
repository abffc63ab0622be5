package dev.talaria.api.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.talaria.api.http.request.QueryText;
import dev.talaria.error.ApiException;
import dev.talaria.session.SessionSearch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListRequestTest {
    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        "'', -, -, 50, 0",
        "limit=2&offset=3, -, -, 2, 3",
        "limit=201, -, -, 200, 0",
        "limit=0&offset=-1, -, -, 50, 0",
        "limit=abc&offset=1.5, -, -, 50, 0",
        "limit=99999999999, -, -, 50, 0",
        "limit=&q=&source=, -, -, 50, 0",
        "q=+two%20words+, -, two words, 50, 0",
        "source=chat, chat, -, 50, 0",
        "source=api_server, -, -, 50, 0"})
    void readsAQuery(String query, String source, String text, int limit, int offset) {
        assertEquals(new SessionSearch(source, text, limit, offset), ListRequest.parse(name -> QueryText.find(query, name)));
    }

    @Test
    void refusesATextThatIsTooLong() {
        assertThrows(ApiException.class, () -> ListRequest.parse(name -> QueryText.find("q=" + "x".repeat(257), name)));
    }
}
