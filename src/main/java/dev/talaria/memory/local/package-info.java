/**
 * The built-in memory: what was said lies in the database, and a small lexical index per scope, derived from those rows, finds it again.
 * Analysis, dates, scoring and storage live here; only {@code boot} names {@link dev.talaria.memory.local.LocalMemory}.
 */
package dev.talaria.memory.local;
