/**
 * The composition root: the only place that makes threads, pools and stores and plugs them together, in order, and closes them in
 * reverse. The listener that {@code web.xml} names starts it; nobody imports it.
 */
package dev.talaria.boot;
