/**
 * Adapts requests to upstreams that refuse a feature which this server adds or can write differently: reads the refusal, chooses the next
 * form, writes the request in that form and remembers which form worked. No I/O.
 */
@NullMarked
package dev.talaria.model.openai.compat;

import org.jspecify.annotations.NullMarked;
