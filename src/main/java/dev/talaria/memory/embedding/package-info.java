/**
 * Where vectors come from: an upstream that speaks OpenAI's protocol, or a model in this process.
 * Only {@code boot} names them; memory sees {@link dev.talaria.memory.Embedder}.
 */
package dev.talaria.memory.embedding;
