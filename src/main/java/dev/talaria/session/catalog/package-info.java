/**
 * Sessions as things to find, list, make, change, copy and delete; their messages belong to {@code dev.talaria.session}, on whose tables
 * it works. Called by the endpoints of sessions.
 */
package dev.talaria.session.catalog;
