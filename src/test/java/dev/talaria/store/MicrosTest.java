package dev.talaria.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MicrosTest {
    @ParameterizedTest
    @CsvSource({"1970-01-01T00:00:00Z, 0", "2024-05-08T13:56:00.000001Z, 1715176560000001", "1969-12-31T23:59:59.999999Z, -1",
            "0001-01-01T00:00:00Z, -62135596800000000", "9999-12-31T23:59:59.999999Z, 253402300799999999"})
    void countsBothWays(Instant instant, long micros) {
        assertEquals(micros, Micros.of(instant));
        assertEquals(instant, Micros.at(micros));
    }

    @ParameterizedTest
    @CsvSource({"1970-01-01T00:00:00.000000999Z, 0", "1969-12-31T23:59:59.999999999Z, -1"})
    void dropsWhatIsFiner(Instant instant, long micros) {
        assertEquals(micros, Micros.of(instant));
    }
}
