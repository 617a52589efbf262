import { facts, h } from '../dom.js';
import { bytes, count, duration, moment, plural } from '../format.js';
import { progressOrder, sign, tally } from '../status.js';

const showAtMost = 12;
const longList = 200;

/**
 * The tasks of a run as rows with bars on a time axis; each row opens to what is known of its task. Rows are made once and change only where
 * their task does; those of a long list that are out of sight cost the browser no layout. `linkTo` gives the address of a task.
 */
export function timeline(linkTo) {
  const rows = new Map();
  const filter = { text: '', status: '', names: null, label: '' };
  const list = h('ol', { class: 'timeline', 'aria-label': 'Tasks in run order' });
  const chips = h('div', { class: 'chips', role: 'group', 'aria-label': 'Show only' });
  const scope = h('p', { class: 'scope', hidden: true });
  const none = h('p', { class: 'dim', hidden: true }, 'No task is like that.');
  const search = h('input', { type: 'search', 'aria-label': 'Find a task', placeholder: 'Find a task', oninput: () => set({ text: search.value }) });
  const scale = h('p', { class: 'scale dim' });
  const element = h('div', null, h('div', { class: 'filters' }, search, chips), scope, scale, list, none);
  let run = null;

  function update(document, critical, now) {
    const isNew = run !== document;
    run = document;
    list.classList.toggle('long', run.tasks.length > longList);
    const start = Date.parse(run.startedAt);
    const end = run.durationMs === null ? now : start + run.durationMs;
    list.style.setProperty('--total', Math.max(1, end - start));
    scale.textContent = `${moment(run.startedAt, now)} to ${run.durationMs === null ? 'now' : 'the end'}: ${duration(end - start)}. ${critical.names.size > 0 ? `Critical path, marked ◆: ${plural(critical.names.size, 'task')}, ${duration(critical.ms)}.` : ''}`;
    for (const task of run.tasks) {
      if (!rows.has(task.name)) {
        rows.set(task.name, row(task, linkTo));
        list.append(rows.get(task.name).element);
      }

      rows.get(task.name).update(task, critical.names.has(task.name), start, now);
    }

    if (isNew) {
      showChips();
      apply();
    }
  }

  /** Shows the tasks of a node of the graph. */
  function scopeTo(names, label) {
    filter.names = names;
    scope.hidden = names === null;
    if (names !== null) {
      scope.replaceChildren(`${label}: ${plural(names.size, 'task')}. `, h('button', { type: 'button', onclick: () => scopeTo(null, '') }, 'Show all tasks'));
    }

    apply();
  }

  function open(name) {
    const found = rows.get(name);
    if (!found) {
      return;
    }

    if (found.element.hidden) {
      search.value = '';
      set({ text: '', status: '' });
      scopeTo(null, '');
    }

    found.open();
    found.element.scrollIntoView({ block: 'nearest' });
    found.element.querySelector('button').focus({ preventScroll: true });
  }

  function set(change) {
    Object.assign(filter, change);
    showChips();
    apply();
  }

  function showChips() {
    const counts = tally(run?.tasks ?? []);
    const wanted = JSON.stringify([counts, filter.status]);
    if (chips.dataset.shown === wanted) {
      return;
    }

    chips.dataset.shown = wanted;
    const focused = chips.contains(document.activeElement) ? document.activeElement.dataset.status : undefined;
    chips.replaceChildren(...counts.map(({ status, count: number }) => h('button', {
      type: 'button', class: 'chip', 'data-status': status, 'aria-pressed': String(filter.status === status),
      onclick: () => set({ status: filter.status === status ? '' : status }),
    }, `${sign(status)} ${status} ${count(number)}`)));
    if (focused !== undefined) {
      [...chips.children].find(chip => chip.dataset.status === focused)?.focus();
    }
  }

  function apply() {
    const text = filter.text.trim().toLowerCase();
    let visible = 0;
    for (const task of run?.tasks ?? []) {
      const isVisible = (filter.names === null || filter.names.has(task.name))
        && (filter.status === '' || task.status === filter.status)
        && (text === '' || task.name.toLowerCase().includes(text) || task.group.toLowerCase().includes(text));
      rows.get(task.name).element.hidden = !isVisible;
      visible += isVisible ? 1 : 0;
    }

    none.hidden = visible > 0 || run === null;
  }

  return { element, update, open, scopeTo };
}

/** The statuses of all tasks as one stacked bar. */
export function progress(tasks) {
  const counts = tally(tasks);
  return h('div', { class: 'progress', role: 'img', 'aria-label': counts.map(({ status, count: number }) => `${count(number)} ${status}`).join(', ') },
    [...counts].sort((a, b) => progressOrder.indexOf(a.status) - progressOrder.indexOf(b.status)).map(({ status, count: number }) => {
      const share = h('span', { 'data-status': status });
      share.style.flexGrow = number;
      return share;
    }));
}

let lastId = 0;

function row(first, linkTo) {
  const id = `task-${++lastId}`;
  const mark = h('span', { class: 'sign', 'aria-hidden': 'true' });
  const isCritical = h('span', { class: 'critical-mark', hidden: true, title: 'On the critical path' }, '◆', h('span', { class: 'unseen' }, ' on the critical path'));
  const button = h('button', { type: 'button', class: 'task-name', 'aria-expanded': 'false', 'aria-controls': id, onclick: () => toggle() }, mark, h('span', { class: 'task-title' }, first.name), isCritical);
  const status = h('span', { class: 'task-status' });
  const time = h('span', { class: 'task-time' });
  const bar = h('span', { class: 'task-bar' });
  const detail = h('div', { class: 'task-detail', id, hidden: true });
  const element = h('li', { class: 'task' }, button, status, time, h('span', { class: 'task-lane', 'aria-hidden': 'true' }, bar), detail);
  let task = first;
  let shown = null;
  let wasCritical = null;

  function toggle(open = detail.hidden) {
    detail.hidden = !open;
    button.setAttribute('aria-expanded', String(open));
    element.classList.toggle('open', open);
    fill();
  }

  function fill() {
    if (!detail.hidden) {
      detail.replaceChildren(...describe(task, linkTo));
    }
  }

  return {
    element,
    open: () => toggle(true),
    update(changed, critical, start, now) {
      if (changed === task && shown !== null && critical === wasCritical && task.status !== 'Running') {
        return;
      }

      wasCritical = critical;
      const began = changed.startedAt ? Date.parse(changed.startedAt) : null;
      const ms = changed.durationMs ?? (began !== null && changed.status === 'Running' ? Math.max(0, now - began) : null);
      isCritical.hidden = !critical;
      bar.classList.toggle('critical', critical);
      time.textContent = duration(ms);
      bar.hidden = began === null;
      if (began !== null) {
        bar.style.setProperty('--start', Math.max(0, began - start));
        bar.style.setProperty('--length', ms ?? 0);
      }

      task = changed;
      const state = JSON.stringify(task);
      if (state !== shown) {
        shown = state;
        element.dataset.status = task.status;
        mark.textContent = sign(task.status);
        status.textContent = task.attempts > 1 ? `${task.status}, attempt ${task.attempts}` : task.status;
        fill();
      }
    },
  };
}

function describe(task, linkTo) {
  const upstream = task.upstream ?? [];
  const links = upstream.slice(0, showAtMost).map((name, i) => [i > 0 ? ', ' : '', h('a', { href: linkTo(name) }, name)]);
  return [
    task.error ? errorText(task.error) : null,
    facts(
      ['Group', task.group],
      ['Level', task.level],
      ['Attempts', task.attempts],
      ['Started', task.startedAt ? moment(task.startedAt, Date.now()) : null],
      ['Duration', duration(task.durationMs)],
      ['Rows', count(task.rows)],
      ['Stored', bytes(task.bytes)],
      ['Depends on', upstream.length === 0 ? null : [links, upstream.length > showAtMost ? ` and ${upstream.length - showAtMost} more` : '']]),
  ].filter(part => part !== null);
}

/** Of a task or a run. */
export function errorText(error) {
  return h('div', { class: 'error' }, h('p', null, h('strong', null, error.type)), h('pre', { tabindex: '0' }, error.message));
}
