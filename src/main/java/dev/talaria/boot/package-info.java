/**
 * The composition root: the only place that creates threads, pools and stores, connects them in order, and closes them in reverse. Started
 * by the listener of {@code web.xml}; nothing imports it.
 */
package dev.talaria.boot;
