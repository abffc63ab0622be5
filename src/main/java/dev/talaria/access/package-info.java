/**
 * Authentication and permissions: tenants, their API keys, what each key permits, and rate limits. Reads no request and writes no reply;
 * the filter in {@code api.http} does that and calls this package.
 */
package dev.talaria.access;
