/**
 * What operators ask of a running server: its API keys, its draining. Each route checks the rights of the API key that asks.
 */
package dev.talaria.api.admin;
