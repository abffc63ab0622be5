/**
 * What the server says about itself: health, models, capabilities, toolsets and skills.
 * Everything is read from what the server is made of when asked, so it cannot claim what is not there.
 */
@NullMarked
package dev.talaria.api.meta;

import org.jspecify.annotations.NullMarked;
