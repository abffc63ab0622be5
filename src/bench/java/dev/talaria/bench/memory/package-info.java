/** Measures what the built-in memory costs in large scopes. Null-marked, as the application is. */
@NullMarked
package dev.talaria.bench.memory;

import org.jspecify.annotations.NullMarked;
