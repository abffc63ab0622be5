/**
 * What operators ask of a running server: its API keys, and to drain. Each route needs an API key, and those of keys the right to them.
 */
package dev.talaria.api.admin;
