/**
 * The immutable scope of one request: its caller, its session and its memory. Only {@link dev.talaria.scope.MemoryScope} derives memory
 * scopes. Does not depend on HTTP; every package may call it.
 */
@NullMarked
package dev.talaria.scope;

import org.jspecify.annotations.NullMarked;
