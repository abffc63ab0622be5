/**
 * The servlet layer: the filter in front of everything, the routes, and {@link dev.talaria.api.http.Exchange}, through which endpoints see
 * a request and its reply. Requests and replies have sub-packages of their own.
 */
package dev.talaria.api.http;
