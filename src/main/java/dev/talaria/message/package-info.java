/**
 * What is said in a conversation, as pure values: messages, their parts, tool calls and results, usage.
 * Ids and times belong to stores, wire shapes to the endpoints and model clients. Everybody may call it.
 */
@NullMarked
package dev.talaria.message;

import org.jspecify.annotations.NullMarked;
