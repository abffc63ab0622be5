/** The README as a newcomer follows it: its own commands, in a fresh copy of the project. */
package dev.talaria.readme;
