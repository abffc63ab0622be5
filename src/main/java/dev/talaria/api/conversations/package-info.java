/**
 * OpenAI's Conversations API: a conversation is a view of a session under a name of its own, its items are drawn from the session's
 * nodes. Turns are not started here. Called by boot alone.
 */
package dev.talaria.api.conversations;
