/**
 * Who asks, in which conversation, and whose memory it touches: the immutable record of one request.
 * {@link dev.talaria.scope.MemoryScope} is the only place that derives a memory scope. Knows no HTTP; everybody may call it.
 */
package dev.talaria.scope;
