/** What outlives a server that is killed: real processes, real files. */
package dev.talaria.durability;
