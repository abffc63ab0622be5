/**
 * The searchable form of one scope in memory: postings, columns of turns, and the scoring over them.
 * Knows no database; {@link dev.talaria.memory.local.LocalMemory} feeds it with rows.
 */
@NullMarked
package dev.talaria.memory.local.index;

import org.jspecify.annotations.NullMarked;
