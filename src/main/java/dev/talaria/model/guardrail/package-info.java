/** Guardrails: checks and changes of what a model is sent and of what it replies, built-in or from jars of others. */
@NullMarked
package dev.talaria.model.guardrail;

import org.jspecify.annotations.NullMarked;
