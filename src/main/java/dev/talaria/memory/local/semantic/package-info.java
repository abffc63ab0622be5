/**
 * Vectors: stored beside the rows, computed in the background for passages and within a deadline for queries, and compared. Independent of
 * scores; {@link dev.talaria.memory.local.LocalMemory} combines them.
 */
package dev.talaria.memory.local.semantic;
