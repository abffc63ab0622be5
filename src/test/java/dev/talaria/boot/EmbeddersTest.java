package dev.talaria.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.talaria.config.TalariaConfig;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EmbeddersTest {
    private static TalariaConfig.Embedding config(boolean local) {
        return new TalariaConfig.Embedding(Optional.empty(), local, Duration.ofMillis(100));
    }

    @Test
    void makesNoneWhereNoneIsWanted() {
        assertEquals(Optional.empty(), Embedders.of(config(false)));
    }

    @Test
    void saysWhatToDoWhereTheModelIsMissing() {
        ClassLoader bare = new ClassLoader(ClassLoader.getPlatformClassLoader()) { };

        String message = assertThrows(IllegalStateException.class, () -> Embedders.local(bare)).getMessage();

        assertTrue(message.contains("0 embedding models are on the class path") && message.contains("-Pembedding"), message);
    }
}
