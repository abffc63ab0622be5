/**
 * What is kept of responses and conversations beside the one history of their sessions: how a response was asked for and how it
 * ended, which session a conversation shows. Messages are not here: a response names the node it ends at. Called by the API and boot.
 */
package dev.talaria.response;
