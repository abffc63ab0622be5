/** The console: its files, and its pages in a real browser. */
package dev.talaria.console;
