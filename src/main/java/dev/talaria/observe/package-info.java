/**
 * What an operator sees of the running server. Takes plain values, so that every package may tell it something.
 */
package dev.talaria.observe;
