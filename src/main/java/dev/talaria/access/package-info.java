/**
 * Who may call: the API keys and what a matching one stands for.
 * Reads no request and writes no reply; the gate in {@code api.http} does that and asks here.
 */
package dev.talaria.access;
