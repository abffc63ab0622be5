/**
 * Metrics: their names and labels ({@link dev.talaria.metric.Metric}), and the meters by which the rest of the server counts
 * ({@link dev.talaria.metric.Meters}). No other package knows the library behind them.
 */
@NullMarked
package dev.talaria.metric;

import org.jspecify.annotations.NullMarked;
