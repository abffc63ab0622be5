/**
 * What an operator does with the files of deploy/, on each server: starting by hand, other paths, pools of connections, backup.
 * What callers see is the package above.
 */
package dev.talaria.it.operation;
