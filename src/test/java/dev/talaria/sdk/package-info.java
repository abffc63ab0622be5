/**
 * Other people's packages as clients of a real server: the scripts in {@code src/test/sdk} and the programs of the documentation. What is
 * not installed is skipped.
 */
package dev.talaria.sdk;
