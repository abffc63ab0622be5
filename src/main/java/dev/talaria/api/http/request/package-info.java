/**
 * Requests: headers, which are read once and cleaned, and parsed content. {@link dev.talaria.api.http.request.ScopeReader} is the only
 * reader of session and identity headers.
 */
package dev.talaria.api.http.request;
