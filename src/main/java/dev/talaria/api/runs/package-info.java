/**
 * {@code /v1/runs}: turns that go on without their caller, their status, their events for any number of readers, and the ways to
 * stop, steer and approve them. What a run is stands in {@link dev.talaria.run}.
 */
package dev.talaria.api.runs;
