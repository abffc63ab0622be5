/**
 * The memory of the request's scope over HTTP: import, search, list, delete, export, profile. Turns use memory by themselves; these
 * endpoints serve clients that inspect or migrate it.
 */
package dev.talaria.api.memory;
