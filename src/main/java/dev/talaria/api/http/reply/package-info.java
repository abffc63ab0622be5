/**
 * Replies: complete ones, errors, event streams, and the one class that touches a response after it has become asynchronous. Each API
 * brings an {@link dev.talaria.api.http.reply.EventRenderer}; nothing here knows an API's format.
 */
package dev.talaria.api.http.reply;
