package dev.talaria.boot;

import dev.talaria.config.GuardrailConfig;
import dev.talaria.memory.MemoryParts;
import dev.talaria.memory.MemoryProvider;
import dev.talaria.memory.MemoryProviderFactory;
import dev.talaria.model.guardrail.Guardrail;
import dev.talaria.model.guardrail.GuardrailFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Finds memory providers and guardrails in foreign jars: in the folder {@code lib} of the server's home, and on the class path. */
final class ForeignProviders {
    private static final String FOLDER = "lib";

    private ForeignProviders() {
    }

    /**
     * @param closing closes the jar reader after the provider
     * @throws IllegalStateException with a message for the operator if there is no provider of that name, or a jar is broken
     */
    static MemoryProvider create(Path home, MemoryParts parts, Closing closing) {
        Path folder = home.resolve(FOLDER);
        URLClassLoader jars = closing.add(new URLClassLoader("talaria-lib", jars(folder), ForeignProviders.class.getClassLoader()));
        ForeignLoader loader = new ForeignLoader(jars);
        try {
            return loader.over(loader.call(() -> find(parts.name(), folder, jars).create(loader.over(parts))));
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new IllegalStateException("A memory provider in " + folder + " or on the class path cannot be loaded", e);
        }
    }

    /**
     * Creates a guardrail.
     *
     * @param settings its own
     * @throws IllegalStateException with a message for the operator if there is no guardrail of that name, or a jar is broken
     */
    static Guardrail guardrail(Path home, String name, Map<String, String> settings, Closing closing) {
        Path folder = home.resolve(FOLDER);
        URLClassLoader jars = closing.add(new URLClassLoader("talaria-guardrails", jars(folder), ForeignProviders.class.getClassLoader()));
        ForeignLoader loader = new ForeignLoader(jars);
        try {
            return loader.over(loader.call(() -> factory(name, folder, jars).create(settings)));
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new IllegalStateException("A guardrail in " + folder + " or on the class path cannot be loaded", e);
        }
    }

    private static GuardrailFactory factory(String name, Path folder, ClassLoader loader) {
        List<String> found = new ArrayList<>(List.of(GuardrailConfig.REDACT));
        for (GuardrailFactory factory : ServiceLoader.load(GuardrailFactory.class, loader)) {
            if (factory.name().equals(name)) {
                return factory;
            }
            found.add(factory.name());
        }
        throw new IllegalStateException("talaria.guardrails: there is no guardrail named " + name + " in the jars of " + folder
                + " or on the class path; found: " + found);
    }

    private static MemoryProviderFactory find(String name, Path folder, ClassLoader loader) {
        List<String> found = new ArrayList<>();
        for (MemoryProviderFactory factory : ServiceLoader.load(MemoryProviderFactory.class, loader)) {
            if (factory.name().equals(name)) {
                return factory;
            }
            found.add(factory.name());
        }
        throw new IllegalStateException("talaria.memory.provider: there is no memory provider named " + name + " in the jars of " + folder
                + " or on the class path; found: " + found);
    }

    private static URL[] jars(Path folder) {
        if (!Files.isDirectory(folder)) {
            return new URL[0];
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().map(ForeignProviders::url).toArray(URL[]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
