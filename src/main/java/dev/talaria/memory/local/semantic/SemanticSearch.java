package dev.talaria.memory.local.semantic;

import dev.talaria.memory.local.text.SpokenNames;
import dev.talaria.scope.MemoryScope;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Vectors for an index to compare meanings. Safe for many threads. */
public interface SemanticSearch extends AutoCloseable {
    /** The vector of a text without one. */
    float[] NONE = {};

    /** No semantic search. */
    SemanticSearch OFF = new SemanticSearch() {
        @Override
        public long known(MemoryScope scope) {
            return 0;
        }

        @Override
        public OptionalLong pending(MemoryScope scope) {
            return OptionalLong.empty();
        }

        @Override
        public void read(MemoryScope scope, long after, long upTo, BiConsumer<Long, byte[]> each) {
        }

        @Override
        public Optional<float[]> ofQuery(String text, Supplier<SpokenNames> names) {
            return Optional.of(NONE);
        }

        @Override
        public void wake(MemoryScope scope) {
        }

        @Override
        public int bytesPerTurn() {
            return 0;
        }

        @Override
        public String description() {
            return "words";
        }

        @Override
        public void close() {
        }
    };

    /** Returns the sequence number up to which the scope's passages have their vectors. */
    long known(MemoryScope scope);

    /** Returns how many of the scope's passages still wait for their vectors; empty if none are computed. */
    OptionalLong pending(MemoryScope scope);

    /** Passes on the vectors after one sequence number up to another, in order. Some passages have none. */
    void read(MemoryScope scope, long after, long upTo, BiConsumer<Long, byte[]> each);

    /** Returns the vector of a query, {@link #NONE} if it has none; empty if it was not ready in time. */
    Optional<float[]> ofQuery(String text, Supplier<SpokenNames> names);

    /** Reports that the scope has, or will shortly have, passages without a vector. Never blocks. */
    void wake(MemoryScope scope);

    /** Returns the approximate heap size of a vector. */
    int bytesPerTurn();

    /** Returns what recent calls found wrong with it; no secrets. Never blocks. */
    default Optional<String> trouble() {
        return Optional.empty();
    }

    /** Returns its name for logs and health. */
    String description();

    @Override
    void close();
}
