/** Endpoints that are passed on to an upstream, such as embeddings. */
@NullMarked
package dev.talaria.api.relay;

import org.jspecify.annotations.NullMarked;
