import { h } from '../dom.js';
import { count } from '../format.js';
import { sign, tally } from '../status.js';

/** Buttons that say how many items there are of each status, and show only those of one. `onChoose` gets the status, or '' for all. */
export function chips(onChoose) {
  const element = h('div', { class: 'chips', role: 'group', 'aria-label': 'Show only' });
  let chosen = '';
  let shown = null;
  let items = [];
  return { element, update, choose, isChosen: status => chosen === '' || status === chosen };

  function choose(status) {
    chosen = status;
    update(items);
    onChoose(status);
  }

  function update(changed) {
    items = changed;
    const counts = tally(items);

    // One that is chosen can be taken back, also when there is nothing left of it.
    if (chosen !== '' && !counts.some(({ status }) => status === chosen)) {
      counts.push({ status: chosen, count: 0 });
    }

    const state = JSON.stringify([counts, chosen]);
    if (state === shown) {
      return;
    }

    shown = state;
    const focused = element.contains(document.activeElement) ? document.activeElement.dataset.status : undefined;
    element.replaceChildren(...counts.map(({ status, count: number }) => h('button', {
      type: 'button', class: 'chip', 'data-status': status, 'aria-pressed': String(chosen === status), onclick: () => choose(chosen === status ? '' : status),
    }, `${sign(status)} ${status} ${count(number)}`)));
    if (focused !== undefined) {
      [...element.children].find(chip => chip.dataset.status === focused)?.focus();
    }
  }
}
