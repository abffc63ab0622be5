/**
 * Honcho's HTTP: one request, one bounded JSON reply, one deadline, and what a missing reply means. Independent of memory; only
 * {@code memory.honcho} uses it.
 */
package dev.talaria.memory.honcho.wire;
