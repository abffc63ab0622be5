/**
 * The built-in memory: what was said is stored in the database, and a small lexical index for each scope, derived from those rows, finds
 * it. Storage, snapshots and the life cycle of indexes are here, searching in {@code index}, text analysis in {@code text}; only
 * {@code boot} names {@link dev.talaria.memory.local.LocalMemory}.
 */
package dev.talaria.memory.local;
