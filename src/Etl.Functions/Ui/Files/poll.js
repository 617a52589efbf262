const slowest = 30_000;
const stale = 30_000;

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
 * Calls `load` until it is stopped, and not while the tab is hidden. `load` returns the milliseconds until the next time, or null for no more.
 * After a failure it is called less and less often, unless `onError` returns false: then no more.
 */
export function poll(load, onError) {
  let timer = null;
  let stopped = false;
  let isLoading = false;
  let failures = 0;

  async function tick() {
    timer = null;
    if (stopped || isLoading || document.hidden) {
      return;
    }

    isLoading = true;
    let delay;
    try {
      delay = await load();
      failures = 0;
    } catch (error) {
      failures++;
      delay = stopped || onError(error) === false ? null : Math.min(slowest, 1000 * 2 ** failures);
    } finally {
      isLoading = false;
    }

    if (!stopped && delay !== null) {
      timer = setTimeout(tick, delay);
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
