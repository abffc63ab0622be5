package dev.talaria.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.spi.model.embedding.EmbeddingModelFactory;
import dev.talaria.config.TalariaConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    @Test
    void loadsWithoutAnyCallerOfThisApplication() {
        List<String> callers = new ArrayList<>();
        EmbeddingModelFactory factory = () -> {
            StackWalker.getInstance().forEach(frame -> callers.add(frame.getClassName()));
            return null;
        };

        Embedders.load(factory);

        callers.removeIf(caller -> caller.startsWith(EmbeddersTest.class.getName()));
        assertFalse(callers.isEmpty());
        assertEquals(List.of(), callers.stream().filter(caller -> caller.startsWith("dev.talaria.")).toList());
    }

    @Test
    void letsTheModelsLibrariesFindTheirParts() {
        List<ClassLoader> seen = new ArrayList<>();
        EmbeddingModelFactory factory = () -> {
            seen.add(Thread.currentThread().getContextClassLoader());
            return null;
        };

        Embedders.load(factory);

        assertSame(factory.getClass().getClassLoader(), seen.get(0));
    }

    @Test
    void tellsOfNativeCodeThatCannotBeLoaded() {
        EmbeddingModelFactory factory = () -> {
            throw new UnsatisfiedLinkError("already loaded in another classloader");
        };

        assertThrows(UnsatisfiedLinkError.class, () -> Embedders.load(factory));
    }
}
