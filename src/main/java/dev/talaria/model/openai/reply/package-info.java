/**
 * Reads an upstream's reply: bytes to events, events to JSON, JSON to deltas for a sink. Upstreams deviate from the schema in many ways;
 * this package accepts whatever has a clear meaning and reports the rest as an error. {@code dev.talaria.model.openai} calls it.
 */
package dev.talaria.model.openai.reply;
