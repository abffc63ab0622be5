/**
 * The settings: their keys, where values come from, and the validated record for all other code. Only {@code boot} loads it; it is fixed
 * after the start.
 */
package dev.talaria.config;
