/**
 * What can be done to text without knowing what it means. Knows nothing of Talaria; everybody may call it.
 */
package dev.talaria.text;
