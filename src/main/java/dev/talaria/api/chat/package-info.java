/**
 * {@code POST /v1/chat/completions}: the request's parser, the complete reply and the chunks of a stream. The agent executes the turn; only
 * {@code boot} calls this package.
 */
package dev.talaria.api.chat;
