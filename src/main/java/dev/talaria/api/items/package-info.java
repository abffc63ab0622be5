/**
 * The items of OpenAI's Responses and Conversations APIs: read from a body, drawn from a session's nodes, listed in pages.
 * What endpoints share of them stands here, because one endpoint package sees no other.
 */
package dev.talaria.api.items;
