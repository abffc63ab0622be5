/**
 * Embedders: an upstream with OpenAI's protocol, or a model in this process. Only {@code boot} names them; memory uses
 * {@link dev.talaria.memory.Embedder}.
 */
package dev.talaria.memory.embedding;
