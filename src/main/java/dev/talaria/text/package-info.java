/** Operations on text that do not depend on its meaning. Depends on nothing of Talaria; every package may call it. */
@NullMarked
package dev.talaria.text;

import org.jspecify.annotations.NullMarked;
