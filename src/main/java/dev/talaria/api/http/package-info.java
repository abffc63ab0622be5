/**
 * The servlet plumbing: the gate in front of everything, routes, bodies, replies and event streams.
 * The only package beside {@code boot} that sees a servlet; endpoints see {@link dev.talaria.api.http.Exchange}.
 */
package dev.talaria.api.http;
