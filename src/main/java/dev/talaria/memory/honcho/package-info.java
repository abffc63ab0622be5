/**
 * Memory in a Honcho server, through its REST API v3. The outbox delivers what was said after the turn; recall asks before the turn, within
 * its deadline. Only {@code boot} names it; {@code wire} below it speaks HTTP.
 */
package dev.talaria.memory.honcho;
