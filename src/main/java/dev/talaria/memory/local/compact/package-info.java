/** A compact encoding of numbers and texts, in sequence and without names, in which an index is stored. */
package dev.talaria.memory.local.compact;
