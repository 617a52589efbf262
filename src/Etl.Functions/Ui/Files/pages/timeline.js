import { h } from '../dom.js';
import { duration, moment, plural } from '../format.js';
import { chips } from './chips.js';
import { taskRow } from './task.js';

const shownRows = 1000;
const longList = 200;

/**
 * The tasks of a run as rows with bars on a time axis; each row opens to what is known of its task. Rows are made once, when they are first shown, and change only where
 * their task does; those of a long list that are out of sight cost the browser no layout. `linkTo` gives the address of a task.
 */
export function timeline(runId, linkTo) {
  const rows = new Map();
  const filter = { text: '', status: '', names: null };
  const list = h('ol', { class: 'timeline', 'aria-label': 'Tasks in run order' });
  const statuses = chips(status => set({ status }));
  const scope = h('p', { class: 'scope', hidden: true });
  const none = h('p', { class: 'dim', hidden: true }, 'No task is like that.');
  const rest = h('p', { class: 'dim', hidden: true });
  const search = h('input', { type: 'search', 'aria-label': 'Find a task', placeholder: 'Find a task', oninput: () => set({ text: search.value }) });
  const scale = h('p', { class: 'scale dim' });
  const element = h('div', null, h('div', { class: 'filters' }, search, statuses.element), scope, scale, list, none, rest);
  let run = null;
  let limit = shownRows;
  let shown = [];
  let axis = null;

  function update(document, critical, now) {
    const isNew = run !== document;
    run = document;
    const start = Date.parse(run.startedAt);
    const end = run.durationMs === null ? now : start + run.durationMs;
    axis = { critical: critical.names, start, now };
    list.style.setProperty('--total', Math.max(1, end - start));
    scale.textContent = `${moment(run.startedAt, now)} to ${run.durationMs === null ? 'now' : 'the end'}: ${duration(end - start)}. ${critical.names.size > 0 ? `Critical path, marked ◆: ${plural(critical.names.size, 'task')}, ${duration(critical.ms)}.` : ''}`;
    if (isNew) {
      statuses.update(run.tasks);
      apply();
    } else {
      shown.forEach(draw);
    }
  }

  function draw(task) {
    rows.get(task.name).update(task, axis.critical.has(task.name), axis.start, axis.now);
  }

  /** Shows only some tasks, such as those of a node of the graph; all when names is null. */
  function scopeTo(names, label) {
    scope.hidden = names === null;
    if (names !== null) {
      scope.replaceChildren(`${label}: ${plural(names.size, 'task')}. `, h('button', { type: 'button', onclick: showAll }, 'Show all tasks'));
    }

    set({ names });
  }

  function showAll() {
    scopeTo(null, '');
    search.focus();
  }

  function open(name) {
    if (!run?.tasks.some(task => task.name === name)) {
      return;
    }

    if (!isShown(name)) {
      search.value = '';
      filter.text = '';
      statuses.choose('');
      scopeTo(null, '');
    }

    if (!isShown(name)) {
      scopeTo(new Set([name]), name);
    }

    const row = rows.get(name);
    row.open();
    row.element.scrollIntoView({ block: 'nearest' });
    row.element.querySelector('button').focus({ preventScroll: true });
  }

  function isShown(name) {
    return shown.some(task => task.name === name);
  }

  function set(change) {
    Object.assign(filter, change);
    limit = shownRows;
    apply();
  }

  function apply() {
    if (run === null) {
      return;
    }

    const text = filter.text.trim().toLowerCase();
    const found = run.tasks.filter(task => (filter.names === null || filter.names.has(task.name))
      && (filter.status === '' || task.status === filter.status)
      && (text === '' || task.name.toLowerCase().includes(text) || task.group.toLowerCase().includes(text)));
    shown = found.slice(0, limit);
    list.classList.toggle('long', shown.length > longList);
    list.hidden = shown.length === 0;
    none.hidden = shown.length > 0;
    rest.hidden = found.length === shown.length;
    rest.replaceChildren(`The first ${plural(shown.length, 'task')} of ${plural(found.length, 'task')}. `, h('button', { type: 'button', onclick: showMore }, 'Show more'));
    for (const task of shown) {
      if (!rows.has(task.name)) {
        rows.set(task.name, taskRow(runId, task, linkTo));
      }

      draw(task);
    }

    place(shown.map(task => rows.get(task.name).element));
  }

  /** Rows that stay where they are keep the focus. */
  function place(elements) {
    if (elements.length === list.children.length && elements.every((row, i) => row === list.children[i])) {
      return;
    }

    const focused = list.contains(document.activeElement) ? document.activeElement : null;
    list.replaceChildren(...elements);
    focused?.focus({ preventScroll: true });
  }

  function showMore() {
    const first = shown.length;
    limit += shownRows;
    apply();
    list.children[first]?.querySelector('button').focus();
  }

  return { element, update, open, scopeTo, showOnly: statuses.choose };
}
