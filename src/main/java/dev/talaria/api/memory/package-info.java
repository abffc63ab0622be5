/**
 * The memory of the request's scope over HTTP: import, search, list, forget, export, profile.
 * Turns reach memory by themselves; this is for whoever wants to see it or carry it.
 */
package dev.talaria.api.memory;
