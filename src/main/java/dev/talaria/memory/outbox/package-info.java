/**
 * The outbox: deliveries to an external memory. They are written in a turn's own transaction and delivered afterwards, in order within each
 * scope, however long that takes. Nothing here interprets a payload; a provider that needs delivery brings its own.
 */
package dev.talaria.memory.outbox;
