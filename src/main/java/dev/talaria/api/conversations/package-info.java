/**
 * OpenAI's Conversations API: a conversation is a view of a session under its own name, and its items are derived from the session's nodes.
 * Turns are not started here. Called by {@code boot} alone.
 */
@NullMarked
package dev.talaria.api.conversations;

import org.jspecify.annotations.NullMarked;
