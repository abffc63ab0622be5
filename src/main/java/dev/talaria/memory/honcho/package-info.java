/**
 * Memory in a Honcho server, through its REST API v3. What is said goes there by the outbox, after the turn; what is known is asked
 * before it, within the recall's deadline. {@code boot} alone names it; {@code wire} below it speaks HTTP.
 */
package dev.talaria.memory.honcho;
