/**
 * What is owed to the server that this application runs in: it outlives every application, and must not be made to hold on to one.
 */
package dev.talaria.container;
