/**
 * The items of OpenAI's Responses and Conversations APIs: parsed from a body, derived from a session's nodes, listed in pages. Shared here,
 * because one endpoint package must not import another.
 */
package dev.talaria.api.items;
