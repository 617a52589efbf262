const slowest = 30_000;
const stale = 30_000;
const restForWork = 5;

/** Tells when a page is to be shown anew: when its document is new, and now and then because it says how long ago things were. */
export function refresher() {
  let shownAt = -Infinity;
  return isNew => {
    const isDue = isNew || performance.now() - shownAt > stale;
    if (isDue) {
      shownAt = performance.now();
    }

    return isDue;
  };
}

/**
 * Loads and shows something until it is stopped, and not while the tab is hidden. `show` gets what `load` promised, and returns the milliseconds until the next
 * time, or null for no more; what takes long to load and show is left alone for a multiple of that time. After a failure it is tried less and less often, unless
 * `onError` returns false: then no more. Returns { now, stop }; nothing is shown after `stop`.
 */
export function poll(load, show, onError) {
  let timer = null;
  let stopped = false;
  let isLoading = false;
  let isWanted = false;
  let failures = 0;

  async function tick() {
    timer = null;
    if (isLoading) {
      isWanted = true;
      return;
    }

    if (stopped || document.hidden) {
      return;
    }

    isLoading = true;
    isWanted = false;
    const delay = await turn();
    isLoading = false;
    if (isWanted) {
      tick();
    } else if (!stopped && delay !== null) {
      timer = setTimeout(tick, delay);
    }
  }

  async function turn() {
    const began = performance.now();
    try {
      const answer = await load();
      if (stopped) {
        return null;
      }

      failures = 0;
      const delay = show(answer);
      return delay === null ? null : Math.max(delay, restForWork * (performance.now() - began));
    } catch (error) {
      failures++;
      return stopped || onError(error) === false ? null : Math.min(slowest, 1000 * 2 ** failures);
    }
  }

  function now() {
    clearTimeout(timer);
    tick();
  }

  function onVisibility() {
    if (!document.hidden) {
      now();
    }
  }

  document.addEventListener('visibilitychange', onVisibility);
  tick();
  return {
    now,
    stop() {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisibility);
    },
  };
}
