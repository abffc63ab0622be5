/** Keeps this application from leaking into its container, which outlives every application. */
package dev.talaria.container;
