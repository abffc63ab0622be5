const NAME = 'talaria.run';

/** The run whose answer this tab waits for, so that a reload joins it again. */
export const pending = {
  /** Returns {run, session, parent, text}, or null. */
  get() {
    try {
      return JSON.parse(sessionStorage.getItem(NAME));
    } catch {
      return null;
    }
  },
  set: run => sessionStorage.setItem(NAME, JSON.stringify(run)),
  forget: () => sessionStorage.removeItem(NAME),
};
