/**
 * Embedders: an upstream with OpenAI's protocol, or a model in this process. Only {@code boot} names them; memory uses
 * {@link dev.talaria.memory.Embedder}.
 */
@NullMarked
package dev.talaria.memory.embedding;

import org.jspecify.annotations.NullMarked;
