/** Keeps this application from leaking into its container, which outlives every application. */
@NullMarked
package dev.talaria.container;

import org.jspecify.annotations.NullMarked;
