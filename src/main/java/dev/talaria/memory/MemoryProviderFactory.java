package dev.talaria.memory;

/**
 * Creates a memory provider from its own jar. The jar is in the folder {@code lib} of {@code talaria.home} or on the application's class
 * path, and names its factory in {@code META-INF/services/dev.talaria.memory.MemoryProviderFactory}.
 */
public interface MemoryProviderFactory {

    /**
     * Returns the value of {@code talaria.memory.provider} that selects it: lower-case letters, digits and dashes, starting with a letter.
     */
    String name();

    /** Creates the provider when the server starts; the server closes it when it stops. An exception fails the start. */
    MemoryProvider create(MemoryParts parts);
}
