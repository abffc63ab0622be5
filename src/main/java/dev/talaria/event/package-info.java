/**
 * What happens in a run: the sealed events, the numbered stream that one writer fills and any number of readers follow,
 * and the token that asks a run to stop. Knows nothing of dialects or HTTP; runs, agents and endpoints call it.
 */
package dev.talaria.event;
