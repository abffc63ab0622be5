/** Limits on the heap that requests and replies take together, and the errors when a limit is reached. Every package may call it. */
@NullMarked
package dev.talaria.heap;

import org.jspecify.annotations.NullMarked;
