/**
 * {@code POST /v1/chat/completions}: the request's parser, the whole reply and the chunks of a stream.
 * What a turn does is the agent's business; nobody but {@code boot} calls this package.
 */
package dev.talaria.api.chat;
