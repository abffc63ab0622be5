/**
 * {@code /v1/runs}: turns that continue without their caller, their status, their events for any number of readers, and ways to stop, steer
 * and approve them. Runs themselves are in {@link dev.talaria.run}.
 */
@NullMarked
package dev.talaria.api.runs;

import org.jspecify.annotations.NullMarked;
