/**
 * Calls `load` now and every few seconds while the tab is visible. Returns how to end it; `failed` gets what load throws, and the next call
 * comes all the same.
 */
export function poll(load, seconds, failed) {
  let timer = null;
  let ended = false;

  async function turn() {
    clearTimeout(timer);
    try {
      if (!document.hidden) {
        await load();
      }
    } catch (fault) {
      if (!ended) {
        failed(fault);
      }
    }
    if (!ended) {
      timer = setTimeout(turn, seconds * 1000);
    }
  }

  turn();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
