/**
 * What can be done to text without knowing what it means. Knows nothing of Talaria; everybody may call it.
 */
@NullMarked
package dev.talaria.text;

import org.jspecify.annotations.NullMarked;
