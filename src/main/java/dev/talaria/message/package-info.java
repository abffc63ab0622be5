/**
 * What is said in a conversation, as pure values: messages, their parts, tool calls and results, usage.
 * Ids and times belong to stores, wire shapes to the endpoints and model clients. Everybody may call it.
 */
package dev.talaria.message;
