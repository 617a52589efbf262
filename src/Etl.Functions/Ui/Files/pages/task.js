import { facts, h } from '../dom.js';
import { bytes, count, duration, moment } from '../format.js';
import { sign } from '../status.js';
import { log } from './log.js';

const namedUpstream = 12;
let lastId = 0;

/** A row of the timeline: a task with its bar, which opens to what is known of it. Returns { element, open, update }. */
export function taskRow(runId, first, linkTo) {
  const id = `task-${++lastId}`;
  const mark = h('span', { class: 'sign', 'aria-hidden': 'true' });
  const isCritical = h('span', { class: 'critical-mark', hidden: true, title: 'On the critical path' }, '◆', h('span', { class: 'unseen' }, ' on the critical path'));
  const button = h('button', { type: 'button', class: 'task-name', 'aria-expanded': 'false', 'aria-controls': id, onclick: () => toggle() }, mark, h('span', { class: 'task-title', title: first.name }, first.name), isCritical);
  const status = h('span', { class: 'task-status' });
  const time = h('span', { class: 'task-time' });
  const bar = h('span', { class: 'task-bar' });
  const detail = h('div', { class: 'task-detail', id, hidden: true });
  const element = h('li', { class: 'task' }, button, status, time, h('span', { class: 'task-lane', 'aria-hidden': 'true' }, bar), detail);
  let task = first;
  let shown = null;
  let wasCritical = null;
  let lines = null;

  function toggle(open = detail.hidden) {
    detail.hidden = !open;
    button.setAttribute('aria-expanded', String(open));
    element.classList.toggle('open', open);
    fill();
  }

  function fill() {
    if (!detail.hidden) {
      lines ??= log(runId, task.name);
      detail.replaceChildren(...describe(task, linkTo), ...(task.attempts > 0 ? [lines.element] : []));
    }
  }

  return {
    element,
    open: () => toggle(true),
    update(changed, critical, start, now) {
      if (task.status === 'Running' || changed.status === 'Running') {
        lines?.refresh();
      }

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
  const links = upstream.slice(0, namedUpstream).map((name, i) => [i > 0 ? ', ' : '', h('a', { href: linkTo(name) }, name)]);
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
      ['Depends on', upstream.length === 0 ? null : [links, upstream.length > namedUpstream ? ` and ${upstream.length - namedUpstream} more` : '']]),
  ].filter(part => part !== null);
}

/** The error of a task or a run. */
export function errorText(error) {
  return h('div', { class: 'error' }, h('p', null, h('strong', null, error.type)), h('pre', { tabindex: '0' }, error.message));
}
