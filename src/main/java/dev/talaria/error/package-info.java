/**
 * What can go wrong, said once: the catalogue of error codes and the one exception meant for a caller.
 * Knows nothing of HTTP beyond status numbers; everybody may call it.
 */
@NullMarked
package dev.talaria.error;

import org.jspecify.annotations.NullMarked;
