/**
 * Any OpenAI-compatible endpoint as a model: a thin client on Apache HttpClient 5 async and JSON-P. {@code boot} alone names it.
 * Replies are read on the client's I/O threads, where nothing may block.
 */
package dev.talaria.model.openai;
