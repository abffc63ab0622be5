/**
 * The catalogue of error codes and the only exception that is shown to callers. Depends on nothing of HTTP but status numbers; every
 * package may call it.
 */
@NullMarked
package dev.talaria.error;

import org.jspecify.annotations.NullMarked;
