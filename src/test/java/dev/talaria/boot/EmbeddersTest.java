package dev.talaria.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.spi.model.embedding.EmbeddingModelFactory;
import dev.talaria.config.EmbeddingConfig;
import dev.talaria.testing.OwnApplication;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EmbeddersTest {
    private static EmbeddingConfig config(boolean local) {
        return new EmbeddingConfig(Optional.empty(), local, Duration.ofMillis(100));
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
    void aThreadThatTheModelKeepsLetsGoOfTheApplication() throws Exception {
        List<Thread> kept = new ArrayList<>();
        WeakReference<ClassLoader> application = new WeakReference<>(
                loadInAnApplicationOfItsOwn(() -> kept.add(new Thread("left by the model"))));

        assertEquals(1, kept.size());
        assertTrue(OwnApplication.isLetGo(application), "the thread still holds it");
    }

    private static ClassLoader loadInAnApplicationOfItsOwn(Runnable creation) throws Exception {
        ClassLoader shared = OwnApplication.of(EmbeddingModelFactory.class);
        Class<?> type = shared.loadClass(EmbeddingModelFactory.class.getName());
        Object factory = Proxy.newProxyInstance(shared, new Class<?>[] {type}, (proxy, method, arguments) -> {
            creation.run();
            return null;
        });
        ClassLoader application = OwnApplication.under(shared, Embedders.class);
        Method load = application.loadClass(Embedders.class.getName()).getDeclaredMethod("load", type);
        load.setAccessible(true);
        load.invoke(null, factory);
        return application;
    }

    @Test
    void letsTheModelsLibrariesFindTheirParts() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        List<ClassLoader> seen = new ArrayList<>();
        EmbeddingModelFactory factory = () -> {
            seen.add(Thread.currentThread().getContextClassLoader());
            return null;
        };

        Embedders.load(factory);

        assertSame(factory.getClass().getClassLoader(), seen.get(0));
        assertSame(before, Thread.currentThread().getContextClassLoader());
    }

    @Test
    void tellsOfNativeCodeThatCannotBeLoaded() {
        EmbeddingModelFactory factory = () -> {
            throw new UnsatisfiedLinkError("already loaded in another classloader");
        };

        assertThrows(UnsatisfiedLinkError.class, () -> Embedders.load(factory));
    }
}
