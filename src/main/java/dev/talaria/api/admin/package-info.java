/**
 * The endpoints of whoever runs the server: its API keys. Each checks the rights of the API key that asks.
 */
package dev.talaria.api.admin;
