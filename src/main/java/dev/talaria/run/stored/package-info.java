/**
 * Runs beyond memory: their rows, their journalled events, and what is rebuilt from both when somebody asks for a run that is over.
 * {@link dev.talaria.run.stored.RunArchive} is what agents and endpoints call; the rest serves it.
 */
package dev.talaria.run.stored;
