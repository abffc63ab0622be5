/**
 * What a memory elsewhere is still to be told: rows that are part of a turn's own transaction and are delivered afterwards, in order
 * within each scope, however long that takes. Nothing here knows what a row says; a provider that needs delivery brings it.
 */
package dev.talaria.memory.outbox;
