/**
 * The events of a run: the sealed types, the numbered stream with one writer and any number of readers, and the cancellation of a run.
 * Independent of APIs and HTTP; runs, agents and endpoints use it.
 */
package dev.talaria.event;
