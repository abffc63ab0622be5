/**
 * HTTP calls of other servers: the common set-up of connections and client, and a reader of replies with bounded length. Callers define the
 * request, its deadline and the meaning of a reply. Models, memory and tools may call it.
 */
@NullMarked
package dev.talaria.outbound;

import org.jspecify.annotations.NullMarked;
