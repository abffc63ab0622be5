/**
 * What operators ask of a running server. Every route needs an API key and is left out where the server admits everybody.
 */
package dev.talaria.api.admin;
