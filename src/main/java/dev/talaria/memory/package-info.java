/**
 * Long-term memory: what was said under a scope, recalled in other conversations of that scope. Providers live in sub-packages that only
 * {@code boot} names; the agent calls them through {@link dev.talaria.memory.MemoryProvider}.
 */
package dev.talaria.memory;
