/**
 * The agent: starts runs and executes each turn through recall, model, tools and the one transaction at its end. Knows neither HTTP nor any
 * API's format; every endpoint that needs the agent calls {@link dev.talaria.agent.RunStarter}.
 */
package dev.talaria.agent;
