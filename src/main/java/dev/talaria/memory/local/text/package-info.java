/** The text analysis of the built-in memory: terms, plain words, dates, and passages of bounded length. Independent of rows and scores. */
package dev.talaria.memory.local.text;
