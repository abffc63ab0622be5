/**
 * The servlet plumbing: the gate in front of everything, the routes, and {@link dev.talaria.api.http.Exchange}, through which endpoints
 * see a request and its reply. What comes in and what goes out are packages of their own below.
 */
package dev.talaria.api.http;
