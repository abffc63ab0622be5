/**
 * The demo model {@code talaria-demo}: in-process, deterministic, without any network, for trying Talaria and for its tests.
 * It answers from the conversation and the memory it is given and obeys a few directives of its user. {@code boot} alone names it.
 */
package dev.talaria.model.demo;
