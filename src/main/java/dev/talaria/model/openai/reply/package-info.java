/**
 * What an upstream answers, read into deltas: bytes to events, events to JSON, JSON to what a sink is told. Upstreams bend the schema in
 * many ways; whatever has a plain meaning is taken, and what is broken is told as an error. {@code dev.talaria.model.openai} calls it.
 */
package dev.talaria.model.openai.reply;
