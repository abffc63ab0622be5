/**
 * The sessions of a caller as resources, in the shapes of Hermes' {@code /api/sessions}: list, search, make, change, copy, delete, export,
 * and a chat within one. What a session is lives in {@code dev.talaria.session}; how turns run, in {@code dev.talaria.agent}.
 */
package dev.talaria.api.sessions;
