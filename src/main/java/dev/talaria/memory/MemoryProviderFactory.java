package dev.talaria.memory;

/**
 * Makes a memory provider that comes in a jar of its own. Such a jar lies in the folder {@code lib} of {@code talaria.home} or on the
 * application's class path, and names its factory in {@code META-INF/services/dev.talaria.memory.MemoryProviderFactory}.
 */
public interface MemoryProviderFactory {

    /** The value of {@code talaria.memory.provider} that chooses it: lower-case letters, digits and dashes, a letter first. */
    String name();

    /** Makes the provider as the server starts, which closes it when it stops. What is thrown stops the start. */
    MemoryProvider create(MemoryParts parts);
}
