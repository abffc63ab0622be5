/**
 * Who may call: tenants, their API keys, what each key's callers may do and say, and how often.
 * Reads no request and writes no reply; the gate in {@code api.http} does that and asks here.
 */
package dev.talaria.access;
