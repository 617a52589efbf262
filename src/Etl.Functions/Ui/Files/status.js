import { h } from './dom.js';

// The statuses of runs and tasks. Each has a sign of its own, so that nothing is told by colour alone.
const signs = {
  Pending: '·',
  Running: '▶',
  Succeeded: '✓',
  Reused: '↻',
  Skipped: '–',
  Failed: '✕',
  Cancelled: '■',
  Interrupted: '!',
  Paused: '‖',
};

/** In the order in which they are counted up: what asks for attention first. */
export const statuses = ['Failed', 'Interrupted', 'Running', 'Paused', 'Cancelled', 'Skipped', 'Pending', 'Reused', 'Succeeded'];

/** In the order of a progress bar: what is done, then what is under way, then what is to come. */
export const progressOrder = ['Succeeded', 'Reused', 'Failed', 'Cancelled', 'Skipped', 'Running', 'Pending'];

export const sign = status => signs[status] ?? '?';

export const hasEnded = status => ['Succeeded', 'Failed', 'Cancelled'].includes(status);

export const badge = status => h('span', { class: 'badge', 'data-status': status }, h('span', { 'aria-hidden': 'true' }, sign(status)), ` ${status}`);

/** How many of each, in the order of `statuses`, without those that there are none of. */
export function tally(tasks) {
  const counts = new Map();
  for (const task of tasks) {
    counts.set(task.status, (counts.get(task.status) ?? 0) + 1);
  }

  return statuses.filter(status => counts.has(status)).map(status => ({ status, count: counts.get(status) }));
}
