/**
 * The agent: starts runs and carries each turn through recall, model, tools and the one transaction at its end.
 * Knows no HTTP and no dialect; every endpoint that makes the agent work calls {@link dev.talaria.agent.RunStarter}.
 */
package dev.talaria.agent;
