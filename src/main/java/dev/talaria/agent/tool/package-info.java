/** Tools over any memory that can search: earlier conversations, and what is known of the user. */
@NullMarked
package dev.talaria.agent.tool;

import org.jspecify.annotations.NullMarked;
