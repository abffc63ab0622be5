/**
 * What goes out: whole replies, errors, event streams, and the one class that touches a response after it has gone asynchronous.
 * Dialects bring an {@link dev.talaria.api.http.reply.EventRenderer}; nothing here knows a dialect.
 */
package dev.talaria.api.http.reply;
