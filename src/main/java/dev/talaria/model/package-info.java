/**
 * The interface to language models: one request, a stream of deltas, one end. Providers live in sub-packages that only {@code boot} names;
 * the turn loop calls them through {@link dev.talaria.model.ModelProvider}.
 */
package dev.talaria.model;
