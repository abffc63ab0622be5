/**
 * Sessions: the tree of messages that a session's id names, where a request's body joins it, and sessions as things to find, list, make,
 * copy and delete. A node changes only when what it holds is deleted. The agent loads, places and appends; endpoints read and edit. Knows
 * no HTTP and no model.
 */
package dev.talaria.session;
