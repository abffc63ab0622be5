/** What an operator sees of the running server. Accepts plain values, so that every package may report. */
@NullMarked
package dev.talaria.observe;

import org.jspecify.annotations.NullMarked;
