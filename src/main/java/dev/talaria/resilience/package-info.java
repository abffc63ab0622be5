/** Handling of failing dependencies: circuit breakers and growing pauses. */
@NullMarked
package dev.talaria.resilience;

import org.jspecify.annotations.NullMarked;
