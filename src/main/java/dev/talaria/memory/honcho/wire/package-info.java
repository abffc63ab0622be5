/**
 * Honcho's HTTP: one request, one bounded JSON reply, one deadline, and what a missing reply means. Independent of memory; only
 * {@code memory.honcho} uses it.
 */
@NullMarked
package dev.talaria.memory.honcho.wire;

import org.jspecify.annotations.NullMarked;
