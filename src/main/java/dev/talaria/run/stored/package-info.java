/**
 * Stored runs: their rows, their journalled events, and the runs rebuilt from both when a reader asks for one that has ended.
 * {@link dev.talaria.run.stored.RunArchive} is what agents and endpoints call; the other types serve it.
 */
package dev.talaria.run.stored;
