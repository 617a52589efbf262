import { h } from './dom.js';
import { count } from './format.js';

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
export const progressOrder = ['Succeeded', 'Reused', 'Failed', 'Cancelled', 'Skipped', 'Interrupted', 'Paused', 'Running', 'Pending'];

export const sign = status => signs[status] ?? '?';

export const hasEnded = status => ['Succeeded', 'Failed', 'Cancelled'].includes(status);

export const badge = status => h('span', { class: 'badge', 'data-status': status }, h('span', { 'aria-hidden': 'true' }, sign(status)), ` ${status}`);

/** How many of each, in the order of `statuses`, without those that there are none of. */
export function tally(items) {
  const counts = new Map();
  for (const { status } of items) {
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }

  return statuses.filter(status => counts.has(status)).map(status => ({ status, count: counts.get(status) }));
}

/** "1 Failed, 12 Succeeded". */
export const inWords = items => tally(items).map(({ status, count: number }) => `${count(number)} ${status}`).join(', ');

/** The id of the backfill that a run belongs to, which its own id begins with; null for other runs. */
export function backfillOf({ runId, pipeline }) {
  const rest = runId.startsWith(`${pipeline}-b-`) ? runId.slice(pipeline.length) : '';
  return /^-b-[0-9a-f]{12}-[0-9]{8}$/.test(rest) ? runId.slice(0, -9) : null;
}
