/**
 * The endpoints for operators of a running server: API keys, deliveries, memory scopes, backup and drain. Each route requires an API key
 * with the matching right, and a tenant admin sees its own tenant only.
 */
@NullMarked
package dev.talaria.api.admin;

import org.jspecify.annotations.NullMarked;
