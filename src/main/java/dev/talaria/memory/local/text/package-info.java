/**
 * Texts as the built-in memory reads them: terms, plain words, dates, and passages of bounded length.
 * Knows no rows and no scores.
 */
@NullMarked
package dev.talaria.memory.local.text;

import org.jspecify.annotations.NullMarked;
