/** How much of the heap requests and answers may take together, and what is said where that is reached. Any other package may ask. */
@NullMarked
package dev.talaria.heap;

import org.jspecify.annotations.NullMarked;
