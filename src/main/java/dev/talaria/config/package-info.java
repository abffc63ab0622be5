/**
 * What an operator can set: the keys, where values come from, and the validated record that everything else is given.
 * Only {@code boot} loads it; after the start it cannot change.
 */
@NullMarked
package dev.talaria.config;

import org.jspecify.annotations.NullMarked;
