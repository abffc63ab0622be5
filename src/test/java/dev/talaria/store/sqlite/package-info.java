/** Tests of the SQLite file. */
package dev.talaria.store.sqlite;
