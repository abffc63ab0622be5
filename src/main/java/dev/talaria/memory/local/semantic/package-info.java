/**
 * The vectors of what was said: stored beside the rows, made in the background, made of queries within a deadline, and compared.
 * Knows no scores; {@link dev.talaria.memory.local.LocalMemory} puts them together.
 */
package dev.talaria.memory.local.semantic;
