/**
 * Numbers and texts as few bytes, one after the other without names: the form in which an index is stored.
 * Knows nothing of what they mean.
 */
@NullMarked
package dev.talaria.memory.local.compact;

import org.jspecify.annotations.NullMarked;
