/** Keeps prompts within the context windows of their models: older turns become a summary. The stored transcript stays whole. */
@NullMarked
package dev.talaria.agent.context;

import org.jspecify.annotations.NullMarked;
