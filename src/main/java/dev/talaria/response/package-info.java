/**
 * Responses and conversations on top of their sessions' single history: the context of a response, its settings, its end, and the session
 * that a conversation shows. Messages are stored elsewhere: a response names the node at which it ends. {@link
 * dev.talaria.response.ResponseService} starts, finds, stops and deletes responses. Called by the API and boot.
 */
package dev.talaria.response;
