/**
 * The tools with which a model uses the built-in memory: always in the memory scope of its caller, whatever the arguments are.
 */
@NullMarked
package dev.talaria.memory.local.tool;

import org.jspecify.annotations.NullMarked;
