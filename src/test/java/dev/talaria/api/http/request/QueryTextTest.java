package dev.talaria.api.http.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryTextTest {
    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        "q=a, a", "x=1&q=b&q=c, b", "q=a%3Db%26c, a=b&c", "q=a+b, a b", "%71=a, a", "q=%C3%BC, ü", "q=ü, ü",
        "q, -", "q=, -", "q=%20, -", "q=%zz, -", "q=%FF, -", "qq=a, -", "'', -", "&&=&, -"})
    void findsTheFirstValue(String query, String expected) {
        assertEquals(Optional.ofNullable(expected), QueryText.find(query, "q"));
    }

    @Test
    void findsNothingWhereThereIsNoQuery() {
        assertTrue(QueryText.find(null, "q").isEmpty());
    }

    @Test
    void readsBytesThatAContainerGivesAsChars() {
        assertEquals(Optional.of("ü"), QueryText.find("q=" + CleanText.encode("ü"), "q"));
    }
}
