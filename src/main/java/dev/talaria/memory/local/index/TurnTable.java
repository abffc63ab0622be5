package dev.talaria.memory.local.index;

import dev.talaria.memory.local.compact.NumberReader;
import dev.talaria.memory.local.compact.NumberWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The columns of a scope's index beside the terms: one array each, indexed by turn in the order said. Each turn is linked to its neighbours
 * within its session, however sessions interleave. Guarded by its index.
 */
final class TurnTable {
    static final byte QUESTION = 1;
    static final byte USER = 2;
    static final byte DATED = 4;
    static final byte COUNTED = 8;
    static final byte GONE = 16;
    static final byte STANDING = 32;
    static final byte CHANGE = 64;
    /** How many turns a window extends on either side. */
    static final int REACH = 2;
    private static final int NONE = -1;
    private static final int BYTES_PER_TURN = 53;
    private static final int BYTES_PER_NAME = 160;

    private int size;
    private long[] seqs = new long[16];
    private long[] millis = new long[16];
    private int[] sessions = new int[16];
    private int[] authors = new int[16];
    private int[] previous = new int[16];
    private int[] next = new int[16];
    private int[] lengths = new int[16];
    private float[] logLengths = new float[16];
    private int[] pairLengths = new int[16];
    private int[] windowLengths = new int[16];
    private byte[] flags = new byte[16];
    /** Turn numbers plus one, so that 0 means none. */
    private int[] lastOfSession = new int[4];
    private int[] sessionLengths = new int[4];
    private final Map<String, Integer> sessionNumbers = new LinkedHashMap<>();
    private final Map<String, Integer> authorNumbers = new LinkedHashMap<>();
    private long length;
    private long pairLength;
    private long windowLength;

    /** @param terms how many terms the turn has */
    void add(MemoryItem item, int terms, byte flag) {
        int author = item.author() == null ? NONE : number(authorNumbers, item.author());
        add(item.seq(), item.at().toEpochMilli(), number(sessionNumbers, item.session()), author, terms, flag);
    }

    private void add(long seq, long at, int session, int author, int terms, byte flag) {
        int turn = size;
        ensure(turn + 1);
        size++;
        seqs[turn] = seq;
        millis[turn] = at;
        authors[turn] = author;
        lengths[turn] = terms;
        logLengths[turn] = (float) Math.log1p(terms);
        flags[turn] = flag;
        link(turn, session);
    }

    /** Reads what {@link #write} wrote. */
    static TurnTable read(NumberReader in) {
        TurnTable table = new TurnTable();
        readNames(in, table.sessionNumbers);
        readNames(in, table.authorNumbers);
        int size = in.readInt();
        long seq = 0;
        long at = 0;
        for (int turn = 0; turn < size; turn++) {
            seq += in.readLong();
            at += in.readSigned();
            table.add(seq, at, in.readInt(), in.readInt() - 1, in.readInt(), (byte) in.readInt());
        }
        return table;
    }

    void write(NumberWriter out) {
        writeNames(out, sessionNumbers);
        writeNames(out, authorNumbers);
        out.write(size);
        for (int turn = 0; turn < size; turn++) {
            out.write(seqs[turn] - (turn == 0 ? 0 : seqs[turn - 1])).writeSigned(millis[turn] - (turn == 0 ? 0 : millis[turn - 1]));
            out.write(sessions[turn]).write(authors[turn] + 1).write(lengths[turn]).write(flags[turn]);
        }
    }

    private static void writeNames(NumberWriter out, Map<String, Integer> numbers) {
        out.write(numbers.size());
        numbers.keySet().forEach(out::write);
    }

    private static void readNames(NumberReader in, Map<String, Integer> numbers) {
        for (int left = in.readInt(); left > 0; left--) {
            number(numbers, in.readText());
        }
    }

    private void link(int turn, int session) {
        sessions[turn] = session;
        if (session == lastOfSession.length) {
            lastOfSession = Arrays.copyOf(lastOfSession, session * 2);
            sessionLengths = Arrays.copyOf(sessionLengths, session * 2);
        }
        int before = lastOfSession[session] - 1;
        lastOfSession[session] = turn + 1;
        previous[turn] = before;
        next[turn] = NONE;
        int second = before == NONE ? NONE : previous[before];
        int terms = lengths[turn];
        sessionLengths[session] += terms;
        int around = lengthOf(before) + lengthOf(second);
        pairLengths[turn] = terms + lengthOf(before);
        windowLengths[turn] = terms + around;
        length += terms;
        pairLength += pairLengths[turn];
        windowLength += windowLengths[turn];
        if (before != NONE) {
            next[before] = turn;
            windowLengths[before] += terms;
            windowLength += terms;
        }
        if (second != NONE) {
            windowLengths[second] += terms;
            windowLength += terms;
        }
    }

    /** Returns the turn with this sequence number; negative if the index does not have it. */
    int turn(long seq) {
        return Arrays.binarySearch(seqs, 0, size, seq);
    }

    /** Marks the turn with this sequence number as removed, if the index has it. */
    void remove(long seq) {
        int turn = turn(seq);
        if (turn >= 0) {
            flags[turn] |= GONE;
        }
    }

    private int lengthOf(int turn) {
        return turn == NONE ? 0 : lengths[turn];
    }

    private void ensure(int wanted) {
        if (wanted <= seqs.length) {
            return;
        }
        int capacity = seqs.length + (seqs.length >> 1);
        seqs = Arrays.copyOf(seqs, capacity);
        millis = Arrays.copyOf(millis, capacity);
        sessions = Arrays.copyOf(sessions, capacity);
        authors = Arrays.copyOf(authors, capacity);
        previous = Arrays.copyOf(previous, capacity);
        next = Arrays.copyOf(next, capacity);
        lengths = Arrays.copyOf(lengths, capacity);
        logLengths = Arrays.copyOf(logLengths, capacity);
        pairLengths = Arrays.copyOf(pairLengths, capacity);
        windowLengths = Arrays.copyOf(windowLengths, capacity);
        flags = Arrays.copyOf(flags, capacity);
    }

    private static int number(Map<String, Integer> numbers, String name) {
        Integer known = numbers.putIfAbsent(name, numbers.size());
        return known == null ? numbers.size() - 1 : known;
    }

    int size() {
        return size;
    }

    int sessionCount() {
        return sessionNumbers.size();
    }

    /** @return negative for an unknown session */
    int session(String id) {
        return sessionNumbers.getOrDefault(id, NONE);
    }

    Set<String> authorNames() {
        return authorNumbers.keySet();
    }

    /** @return negative for an unknown author */
    int author(String name) {
        return authorNumbers.getOrDefault(name, NONE);
    }

    long seq(int turn) {
        return seqs[turn];
    }

    long millis(int turn) {
        return millis[turn];
    }

    int sessionOf(int turn) {
        return sessions[turn];
    }

    int authorOf(int turn) {
        return authors[turn];
    }

    /** Returns the preceding turn of the session; negative at its start. */
    int previous(int turn) {
        return previous[turn];
    }

    /** Returns the following turn of the session; negative at its end. */
    int next(int turn) {
        return next[turn];
    }

    boolean is(byte flag, int turn) {
        return (flags[turn] & flag) != 0;
    }

    /** Returns whether the turn directly follows another speaker's question. */
    boolean isAnswer(int turn) {
        int before = previous[turn];
        return before != NONE && is(QUESTION, before) && (authors[before] != authors[turn] || is(USER, before) != is(USER, turn));
    }

    int length(int turn) {
        return lengths[turn];
    }

    /** Returns the natural logarithm of one more than the length. */
    float logLength(int turn) {
        return logLengths[turn];
    }

    /** Returns the number of terms of each turn, by its number; not to be changed, and longer than there are turns. */
    int[] lengths() {
        return lengths;
    }

    /** As {@link #lengths}, of each turn and the one before it. */
    int[] pairLengths() {
        return pairLengths;
    }

    /** As {@link #lengths}, of each turn and the two on either side. */
    int[] windowLengths() {
        return windowLengths;
    }

    /** As {@link #lengths}, of each session. */
    int[] sessionLengths() {
        return sessionLengths;
    }

    double meanLength() {
        return (double) length / size;
    }

    double meanPairLength() {
        return (double) pairLength / size;
    }

    double meanWindowLength() {
        return (double) windowLength / size;
    }

    double meanSessionLength() {
        return (double) length / sessionNumbers.size();
    }

    long bytes() {
        return (long) seqs.length * BYTES_PER_TURN + (long) BYTES_PER_NAME * (sessionNumbers.size() + authorNumbers.size());
    }
}
