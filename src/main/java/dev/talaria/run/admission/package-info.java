/**
 * Who may run when: the bounds on live runs, the lines of sessions, and the slots of this server.
 * {@link dev.talaria.run.admission.Admission} gives each run one {@link dev.talaria.run.admission.Ticket}; whatever a run holds is given
 * back when its ticket is closed.
 */
package dev.talaria.run.admission;
