/**
 * Who may call: tenants, their API keys, what each key allows, and how often. Reads no request and writes no reply; the filter in
 * {@code api.http} does that and asks here.
 */
package dev.talaria.access;
