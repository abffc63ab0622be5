/** Background machinery for a server's whole life: a timer that survives faults, and class preloading. */
package dev.talaria.boot.thread;
