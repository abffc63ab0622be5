/**
 * What operators ask of a running server: its API keys, what waits for delivery, which memories it keeps, and to drain. Each route needs
 * an API key with the right to it, and a tenant admin sees its tenant alone.
 */
package dev.talaria.api.admin;
