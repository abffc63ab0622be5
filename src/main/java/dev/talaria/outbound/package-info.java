/**
 * How HTTP is spoken to other servers: the one set-up of connections and client, and the reader of an answer of bounded length.
 * What is asked, when it is too late and what an answer means belong to whoever asks. Any model, memory or tool may call it.
 */
package dev.talaria.outbound;
