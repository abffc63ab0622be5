/**
 * What is owed to the server that this application runs in: it outlives every application, and must not be made to hold on to one.
 */
@NullMarked
package dev.talaria.container;

import org.jspecify.annotations.NullMarked;
