/**
 * The built-in memory: what was said lies in the database, and a small lexical index per scope, derived from those rows, finds it again.
 * Storage, snapshots and the life of indexes are here, searching in {@code index}, reading of texts in {@code text};
 * only {@code boot} names {@link dev.talaria.memory.local.LocalMemory}.
 */
package dev.talaria.memory.local;
