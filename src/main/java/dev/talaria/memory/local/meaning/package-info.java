/**
 * The vectors of what was said: stored beside the rows, made in the background, and made of queries within a deadline.
 * Knows no index and no scores; {@link dev.talaria.memory.local.LocalMemory} puts them together.
 */
package dev.talaria.memory.local.meaning;
