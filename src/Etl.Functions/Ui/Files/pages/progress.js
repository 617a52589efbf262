import { h } from '../dom.js';
import { count } from '../format.js';
import { progressOrder } from '../status.js';

/** How many there are of each status, as one stacked bar. Counts are { status, count }. */
export function progress(counts) {
  return h('div', { class: 'progress', role: 'img', 'aria-label': counts.map(({ status, count: number }) => `${count(number)} ${status}`).join(', ') },
    [...counts].sort((a, b) => progressOrder.indexOf(a.status) - progressOrder.indexOf(b.status)).map(({ status, count: number }) => {
      const share = h('span', { 'data-status': status });
      share.style.flexGrow = number;
      return share;
    }));
}
