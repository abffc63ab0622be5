/**
 * The searchable form of one scope in memory: postings, columns of turns, and the scoring over them. Independent of the database;
 * {@link dev.talaria.memory.local.LocalMemory} adds the rows.
 */
@NullMarked
package dev.talaria.memory.local.index;

import org.jspecify.annotations.NullMarked;
