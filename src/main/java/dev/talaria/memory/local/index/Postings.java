package dev.talaria.memory.local.index;

import dev.talaria.memory.local.compact.NumberReader;
import dev.talaria.memory.local.compact.NumberWriter;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Maps terms to the turns that contain them, with frequencies: terms are numbered in order of appearance, and each has a growing array of
 * packed entries. Also keeps the forward index, from a turn to its terms. Guarded by its index.
 */
final class Postings {
    /** Accepts a number and its frequency. */
    @FunctionalInterface
    interface Entries {
        void entry(int number, int frequency);
    }

    private static final int FREQUENCY_BITS = 8;
    private static final int MAX_FREQUENCY = (1 << FREQUENCY_BITS) - 1;
    private static final int BYTES_PER_TERM = 96;
    private static final int[] NO_ENTRIES = new int[0];

    /** A hash table of term numbers plus one, so that 0 means none. */
    private int[] table = new int[64];
    private String[] terms = new String[32];
    private int[][] entries = new int[32][];
    private int[] sizes = new int[32];
    private int count;
    private int[] forward = new int[128];
    private int forwardSize;
    private int[] ends = new int[16];
    private int turns;
    private long bytes;

    /** Starts the next turn, to which {@link #add} and {@link #addUnlisted} then add. */
    void nextTurn() {
        ends = room(ends, turns + 1);
        ends[turns++] = forwardSize;
    }

    /** Adds a term; frequencies above 255 count as 255. */
    void add(String term, int frequency) {
        int number = addUnlisted(term, frequency);
        forward = room(forward, forwardSize + 1);
        forward[forwardSize++] = packed(number, frequency);
        ends[turns - 1] = forwardSize;
    }

    /** As {@link #add}, but without a forward entry: {@link #eachTerm} skips the term. */
    int addUnlisted(String term, int frequency) {
        int number = number(term);
        if (sizes[number] == entries[number].length) {
            int capacity = sizes[number] + (sizes[number] >> 1) + 2;
            bytes += (long) Integer.BYTES * (capacity - sizes[number]);
            entries[number] = Arrays.copyOf(entries[number], capacity);
        }
        entries[number][sizes[number]++] = packed(turns - 1, frequency);
        return number;
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param turns how many turns there are
     */
    static Postings read(NumberReader in, int turns) {
        Postings postings = new Postings();
        postings.turns = turns;
        postings.count = in.readInt();
        postings.terms = new String[Math.max(1, postings.count)];
        postings.entries = new int[postings.terms.length][];
        postings.sizes = new int[postings.terms.length];
        boolean[] listed = new boolean[postings.count];
        for (int number = 0; number < postings.count; number++) {
            listed[number] = postings.readTerm(in, number);
        }
        int capacity = postings.table.length;
        while (postings.count * 3 > capacity * 2) {
            capacity *= 2;
        }
        postings.rehash(capacity);
        postings.turnRound(listed);
        return postings;
    }

    /** Returns whether the term has forward entries. */
    private boolean readTerm(NumberReader in, int number) {
        terms[number] = in.readText();
        int head = in.readInt();
        sizes[number] = head >>> 1;
        entries[number] = new int[sizes[number]];
        int turn = 0;
        for (int i = 0; i < sizes[number]; i++) {
            int gap = in.readInt();
            turn += gap >>> 1;
            entries[number][i] = packed(turn, (gap & 1) == 0 ? 1 : in.readInt());
        }
        bytes += BYTES_PER_TERM + (long) Character.BYTES * terms[number].length() + (long) Integer.BYTES * sizes[number];
        return (head & 1) == 1;
    }

    /** Writes the terms with their turns; the forward index follows from them. */
    void write(NumberWriter out) {
        boolean[] listed = new boolean[count];
        for (int i = 0; i < forwardSize; i++) {
            listed[forward[i] >>> FREQUENCY_BITS] = true;
        }
        out.write(count);
        for (int number = 0; number < count; number++) {
            out.write(terms[number]).write((long) sizes[number] << 1 | (listed[number] ? 1 : 0));
            int before = 0;
            for (int i = 0; i < sizes[number]; i++) {
                int turn = entries[number][i] >>> FREQUENCY_BITS;
                int frequency = entries[number][i] & MAX_FREQUENCY;
                out.write((long) (turn - before) << 1 | (frequency == 1 ? 0 : 1));
                if (frequency != 1) {
                    out.write(frequency);
                }
                before = turn;
            }
        }
    }

    /** Builds the forward index, from turns to their terms. */
    private void turnRound(boolean[] listed) {
        ends = new int[Math.max(1, turns)];
        eachEntry(listed, (turn, packed) -> ends[turn]++);
        int end = 0;
        for (int turn = 0; turn < turns; turn++) {
            int size = ends[turn];
            ends[turn] = end;
            end += size;
        }
        forwardSize = end;
        forward = new int[Math.max(1, end)];
        // Moves each end from the turn's start to its end.
        eachEntry(listed, (turn, packed) -> forward[ends[turn]++] = packed);
    }

    private void eachEntry(boolean[] listed, Entries each) {
        for (int number = 0; number < count; number++) {
            if (listed[number]) {
                int term = number;
                eachTurn(number, (turn, frequency) -> each.entry(turn, packed(term, frequency)));
            }
        }
    }

    private int number(String term) {
        if (count * 3 > table.length * 2) {
            rehash(table.length * 2);
        }
        int slot = slot(term);
        if (table[slot] == 0) {
            terms = count < terms.length ? terms : Arrays.copyOf(terms, count * 2);
            entries = count < entries.length ? entries : Arrays.copyOf(entries, count * 2);
            sizes = room(sizes, count + 1);
            terms[count] = term;
            entries[count] = NO_ENTRIES;
            bytes += BYTES_PER_TERM + (long) Character.BYTES * term.length();
            table[slot] = ++count;
        }
        return table[slot] - 1;
    }

    /** @return the term's number; negative if no turn contains it */
    int find(String term) {
        return table[slot(term)] - 1;
    }

    /** Passes on every term. */
    void eachTerm(Consumer<String> each) {
        for (int number = 0; number < count; number++) {
            each.accept(terms[number]);
        }
    }

    /** Returns how many turns contain the term. */
    int size(int term) {
        return sizes[term];
    }

    /** Returns one of the turns that contain the term, by its place in ascending order. */
    int turn(int term, int place) {
        return entries[term][place] >>> FREQUENCY_BITS;
    }

    /** Returns how often a turn contains the term, by its place as for {@link #turn}. */
    int frequency(int term, int place) {
        return entries[term][place] & MAX_FREQUENCY;
    }

    /** Passes on the turns that contain the term, in ascending order. */
    void eachTurn(int term, Entries each) {
        int[] packed = entries[term];
        int size = sizes[term];
        for (int i = 0; i < size; i++) {
            each.entry(packed[i] >>> FREQUENCY_BITS, packed[i] & MAX_FREQUENCY);
        }
    }

    /** Passes on the terms of the turn. */
    void eachTerm(int turn, Entries each) {
        for (int i = turn == 0 ? 0 : ends[turn - 1]; i < ends[turn]; i++) {
            each.entry(forward[i] >>> FREQUENCY_BITS, forward[i] & MAX_FREQUENCY);
        }
    }

    long bytes() {
        return bytes + (long) Integer.BYTES * (forward.length + ends.length);
    }

    private static int packed(int number, int frequency) {
        return number << FREQUENCY_BITS | Math.min(frequency, MAX_FREQUENCY);
    }

    private static int[] room(int[] array, int wanted) {
        return wanted <= array.length ? array : Arrays.copyOf(array, array.length + (array.length >> 1) + 1);
    }

    private void rehash(int capacity) {
        table = new int[capacity];
        for (int number = 0; number < count; number++) {
            table[slot(terms[number])] = number + 1;
        }
    }

    private int slot(String term) {
        int hash = term.hashCode() * 0x9E3779B9;
        int slot = (hash ^ hash >>> 15) & table.length - 1;
        while (table[slot] != 0 && !terms[table[slot] - 1].equals(term)) {
            slot = slot + 1 & table.length - 1;
        }
        return slot;
    }
}
