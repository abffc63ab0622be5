/**
 * The demo model {@code talaria-demo}: in-process, deterministic, without network access, for trials and tests of Talaria. It answers from
 * the conversation and the memory in its prompt and obeys a few directives of its user. Only {@code boot} names it.
 */
package dev.talaria.model.demo;
