package dev.talaria.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseDescriptionTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "jdbc:postgresql://db:5432/talaria?user=u&password=secret|jdbc:postgresql://db:5432/talaria",
        "jdbc:postgresql://u:se@cr/et@db/talaria|jdbc:postgresql://db/talaria",
        "jdbc:postgresql://db/talaria?password=a@b/c|jdbc:postgresql://db/talaria",
        "jdbc:postgresql://u:p;w@db/talaria|jdbc:postgresql:", "jdbc:postgresql://db?password=a@b/c|jdbc:postgresql:"})
    void namesTheDatabaseWithoutCredentials(String url, String shown) {
        assertEquals(shown, Database.withoutSecrets(url));
    }
}
