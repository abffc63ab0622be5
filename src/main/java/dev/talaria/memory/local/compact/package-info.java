/** A compact encoding of numbers and texts, in sequence and without names, in which an index is stored. */
@NullMarked
package dev.talaria.memory.local.compact;

import org.jspecify.annotations.NullMarked;
