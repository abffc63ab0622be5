/** SQL for the stores: how the two databases differ, and positional statements where each microsecond counts. */
package dev.talaria.store.sql;
