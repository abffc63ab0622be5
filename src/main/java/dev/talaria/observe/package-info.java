/**
 * What an operator sees of the running server. Takes plain values, so that every package may tell it something.
 */
@NullMarked
package dev.talaria.observe;

import org.jspecify.annotations.NullMarked;
