/**
 * The sessions of a caller as resources, in the shapes of Hermes' {@code /api/sessions}: list, search, create, change, fork, delete,
 * export, and a chat in one. Sessions themselves are in {@code dev.talaria.session}, turns in {@code dev.talaria.agent}.
 */
@NullMarked
package dev.talaria.api.sessions;

import org.jspecify.annotations.NullMarked;
