/** A Honcho server for tests: what it keeps, how it answers, and what may go wrong with a request. */
package dev.talaria.testing.honcho;
