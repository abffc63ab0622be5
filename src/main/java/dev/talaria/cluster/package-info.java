/**
 * Several servers over one database: their names and leases. A server that stops renewing its lease counts as dead, and the others end or
 * take over its runs. Independent of runs.
 */
@NullMarked
package dev.talaria.cluster;

import org.jspecify.annotations.NullMarked;
