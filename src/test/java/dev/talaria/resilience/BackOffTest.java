package dev.talaria.resilience;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackOffTest {
    private static final BackOff BACK_OFF = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "2, 2", "3, 4", "5, 16", "6, 30", "100, 30", "2147483647, 30"})
    void doublesUpToItsBound(int failures, int seconds) {
        for (int i = 0; i < 100; i++) {
            Duration pause = BACK_OFF.after(failures);

            assertTrue(pause.compareTo(Duration.ofMillis(500L * seconds)) >= 0 && pause.compareTo(Duration.ofSeconds(seconds)) <= 0,
                    pause::toString);
        }
    }
}
