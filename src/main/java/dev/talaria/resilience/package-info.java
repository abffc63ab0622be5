/** How to treat something that fails: circuit breakers and pauses that grow. */
@NullMarked
package dev.talaria.resilience;

import org.jspecify.annotations.NullMarked;
