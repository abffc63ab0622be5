/**
 * The settings: their keys, where values come from, and the validated record for all other code. Only {@code boot} loads it; it is fixed
 * after the start.
 */
@NullMarked
package dev.talaria.config;

import org.jspecify.annotations.NullMarked;
