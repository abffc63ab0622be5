/** The text analysis of the built-in memory: terms, plain words, dates, and passages of bounded length. Independent of rows and scores. */
@NullMarked
package dev.talaria.memory.local.text;

import org.jspecify.annotations.NullMarked;
