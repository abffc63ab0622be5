package dev.talaria.memory.local.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpokenNamesTest {
    private final SpokenNames names = new SpokenNames(Set.of("Ann Lee", "Bob"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Hey Bob, how was it?           | Hey, how was it?
            Bob! How was it?               | How was it?
            bob's dog barked               | dog barked
            I met Ann Lee there            | I met there
            Bobby is not meant             | Bobby is not meant
            Bob                            | Bob
            Привет, Bob!                   | Привет,!
            """)
    void leavesOutWhoIsNamed(String said, String kept) {
        assertEquals(kept, names.leftOut(said));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            What is Bob's dog called?          | What is my dog called?
            Where did Bob go?                  | Where did I go?
            What did Ann Lee cook?             | What did I cook?
            Which is Ann Lee\u2019s dish?      | Which is my dish?
            What did Bob say about my dog?     | What did say about my dog?
            Which dishes are there?            | Which dishes are there?
            """)
    void asksAsTheOneWhoIsNamedWould(String query, String asked) {
        assertEquals(asked, names.asked(query));
    }
}
