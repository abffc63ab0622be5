/**
 * What the server reports about itself: health, models, capabilities, toolsets and skills. Every reply is derived from the running server's
 * own parts, so it cannot report what does not exist.
 */
@NullMarked
package dev.talaria.api.meta;

import org.jspecify.annotations.NullMarked;
