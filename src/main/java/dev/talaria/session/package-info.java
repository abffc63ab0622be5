/**
 * Conversations: the tree of messages that a session's id names, where a request's body joins it, and the tables it lies in.
 * Nodes are never changed. The agent loads, places and appends; endpoints read. Knows no HTTP and no model.
 */
package dev.talaria.session;
