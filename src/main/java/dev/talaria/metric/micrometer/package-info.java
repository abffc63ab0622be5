/** Meters by Micrometer, and the text in which Prometheus reads them. */
@NullMarked
package dev.talaria.metric.micrometer;

import org.jspecify.annotations.NullMarked;
