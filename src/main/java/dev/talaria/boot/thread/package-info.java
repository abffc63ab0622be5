/** What works beside the server for as long as it lives: timers that outlast faults, classes loaded ahead of their use. */
@NullMarked
package dev.talaria.boot.thread;

import org.jspecify.annotations.NullMarked;
