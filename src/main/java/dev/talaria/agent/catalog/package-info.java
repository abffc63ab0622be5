/**
 * Agents, upstreams and the routes between them, as the configuration has them at a moment.
 */
@org.jspecify.annotations.NullMarked
package dev.talaria.agent.catalog;
