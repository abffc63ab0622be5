/**
 * The catalogue of sessions: finds, lists, creates, changes, forks and deletes them. Their messages belong to {@code dev.talaria.session},
 * on whose tables it works. Called by the session endpoints.
 */
package dev.talaria.session.catalog;
