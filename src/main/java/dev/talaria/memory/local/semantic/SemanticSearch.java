package dev.talaria.memory.local.semantic;

import dev.talaria.memory.local.text.SpokenNames;
import dev.talaria.scope.MemoryScope;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** What an index needs to compare meanings. Safe for many threads. */
public interface SemanticSearch extends AutoCloseable {
    /** The vector of a text that has none. */
    float[] NONE = {};

    /** Words alone. */
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

    /** The number up to which the scope's passages have got their vectors. */
    long known(MemoryScope scope);

    /** How many of the scope's passages still wait for their vectors; empty where none are made. */
    OptionalLong pending(MemoryScope scope);

    /** The vectors after one sequence number up to another, in order. Some passages have none. */
    void read(MemoryScope scope, long after, long upTo, BiConsumer<Long, byte[]> each);

    /** The vector of a query, {@link #NONE} where it has none; empty where it cannot be had in time. */
    Optional<float[]> ofQuery(String text, Supplier<SpokenNames> names);

    /** Says that the scope has, or will shortly have, passages without a vector. Never blocks. */
    void wake(MemoryScope scope);

    /** About how much heap a vector takes. */
    int bytesPerTurn();

    /** Why it does not work as it should at present, as its last calls showed; no secrets. Never blocks. */
    default Optional<String> trouble() {
        return Optional.empty();
    }

    /** For logs and health. */
    String description();

    @Override
    void close();
}
