/**
 * The embedded database: one SQLite file that one server owns. Its lock, its native library, its connections, and its maintenance. Only
 * {@link dev.talaria.store} uses it.
 */
package dev.talaria.store.sqlite;
