/**
 * Tools as clients name them and as a model behind the chat schema is offered them: freeform tools, namespaces, and what of a
 * body is passed over because it means nothing to such a model. Called by the endpoints.
 */
package dev.talaria.api.http.tool;
