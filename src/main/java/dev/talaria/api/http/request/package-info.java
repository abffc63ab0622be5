/**
 * What comes in: headers that are read once and cleaned, and bodies that are bounded in size, time and number.
 * {@link dev.talaria.api.http.request.ScopeReader} is the only reader of session and identity headers.
 */
package dev.talaria.api.http.request;
