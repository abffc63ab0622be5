/**
 * OpenAI's Responses API: what a body asks for, and how a response is shown, live and stored. What becomes of a response is decided
 * in {@link dev.talaria.response}. Called by boot alone.
 */
package dev.talaria.api.responses;
