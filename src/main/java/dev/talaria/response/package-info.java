/**
 * Responses and conversations beside the one history of their sessions: where a response belongs, how it was asked for, how it ended,
 * which session a conversation shows. Messages are not here: a response names the node it ends at.
 * {@link dev.talaria.response.ResponseService} begins, finds, stops and deletes responses. Called by the API and boot.
 */
package dev.talaria.response;
