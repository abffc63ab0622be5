/**
 * Tools as clients name them and as a model with the chat schema is offered them: freeform tools, namespaces, and what of a body is skipped
 * because it means nothing to such a model. Called by the endpoints.
 */
@NullMarked
package dev.talaria.api.http.tool;

import org.jspecify.annotations.NullMarked;
