/**
 * Conversations: the tree of messages of a session, where a request's body attaches to it, and its tables. Nodes are only appended, until
 * their owner deletes or reduces them ({@link dev.talaria.session.NodeStore}). The agent loads, places and appends; endpoints read. Knows
 * no HTTP and no model.
 */
package dev.talaria.session;
