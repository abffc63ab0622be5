/**
 * The content of conversations as pure values: messages, their parts, tool calls and results, usage. Ids and times belong to stores, wire
 * formats to the endpoints and model clients. Every package may call it.
 */
@NullMarked
package dev.talaria.message;

import org.jspecify.annotations.NullMarked;
