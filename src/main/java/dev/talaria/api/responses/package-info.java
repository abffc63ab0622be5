/**
 * OpenAI's Responses API: the request's parser, and how a response is shown, live and stored. {@link dev.talaria.response} holds the logic
 * of responses. Called by {@code boot} alone.
 */
package dev.talaria.api.responses;
