/** Content codings of request bodies: which one a request names, and decoding that is bounded by its output. */
@NullMarked
package dev.talaria.api.http.request.coding;

import org.jspecify.annotations.NullMarked;
