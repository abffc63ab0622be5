/** The README as a newcomer follows it, and the build as a contributor uses it: the commands themselves, in a fresh copy of the project. */
package dev.talaria.readme;
