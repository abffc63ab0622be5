/** SQL for the stores: how the two databases differ, and positional statements where each microsecond counts. */
@NullMarked
package dev.talaria.store.sql;

import org.jspecify.annotations.NullMarked;
