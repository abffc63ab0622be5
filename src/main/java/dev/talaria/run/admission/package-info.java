/**
 * Admission: the bounds on live runs, the queues of sessions, and the slots of this server. {@link dev.talaria.run.admission.Admission}
 * gives each run one {@link dev.talaria.run.admission.Ticket}; closing it releases everything that the run holds.
 */
@NullMarked
package dev.talaria.run.admission;

import org.jspecify.annotations.NullMarked;
