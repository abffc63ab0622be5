/** How the stores speak SQL: what differs between the two databases, and statements by place where each microsecond counts. */
package dev.talaria.store.sql;
