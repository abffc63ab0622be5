/**
 * Several servers over one database: what each is called, and which of them live. A server that stops renewing its lease is taken for
 * dead, and the others end or take up what it left. Knows nothing of runs; whoever must tell its own from another's asks here.
 */
package dev.talaria.cluster;
