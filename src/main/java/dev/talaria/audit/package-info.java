/** The audit trail: who did what to which object, as rows that are never changed and as lines of the log. */
@NullMarked
package dev.talaria.audit;

import org.jspecify.annotations.NullMarked;
