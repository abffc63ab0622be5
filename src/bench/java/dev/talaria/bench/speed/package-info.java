/**
 * Measures the packaged application beside nginx: a scripted model, a load client that checks every token, and the table of what came of
 * it. Nothing here asserts timing; what is measured are ratios of one run and the CPU time of the server's process.
 */
package dev.talaria.bench.speed;
