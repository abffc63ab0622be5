/** Background machinery for a server's whole life: a timer that survives faults, and class preloading. */
@NullMarked
package dev.talaria.boot.thread;

import org.jspecify.annotations.NullMarked;
