/**
 * OpenAI's Responses API: what a body asks for, which turn of which session it becomes, and how the run and what is stored of it are
 * shown. Called by boot alone.
 */
package dev.talaria.api.responses;
