/**
 * Sessions: the tree of messages of a session, where a request's body attaches to it, and sessions to find, list, create, copy and delete.
 * Nodes are only appended, until their owner deletes or reduces them. The agent loads, places and appends; endpoints read and edit. Knows
 * no HTTP and no model.
 */
package dev.talaria.session;
