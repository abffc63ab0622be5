/**
 * What an upstream refuses of the things that this server adds to a request or can spell otherwise: reading the refusal, deciding what
 * to try next, writing the request in that form, remembering what worked. No I/O.
 */
package dev.talaria.model.openai.compat;
