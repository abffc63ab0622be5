/**
 * HTTP as Honcho speaks it: one request, one bounded JSON answer, one deadline, and what it means when there is none. Knows no memory;
 * only {@code memory.honcho} uses it.
 */
package dev.talaria.memory.honcho.wire;
