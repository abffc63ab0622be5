/** How to treat something that fails: circuit breakers and pauses that grow. */
package dev.talaria.resilience;
