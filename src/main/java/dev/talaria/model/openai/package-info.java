/**
 * Models at any OpenAI-compatible endpoint: a thin client on Apache HttpClient 5 async and JSON-P. Only {@code boot} names it. The client's
 * I/O threads read the replies and must not block.
 */
package dev.talaria.model.openai;
