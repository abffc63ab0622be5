/**
 * The database: connections, migrations, and the one writer that commits waiting writes in groups. Tables belong to the stores beside their
 * features; nothing here knows what they mean.
 */
package dev.talaria.store;
