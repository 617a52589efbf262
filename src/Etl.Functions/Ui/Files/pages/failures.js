import { h, replace } from '../dom.js';
import { plural } from '../format.js';
import { log } from './log.js';
import { errorText } from './task.js';

const shownFailures = 5;

/** Why a run failed: its own error, and those of its first failed tasks with what they have logged. Returns { element, update }. */
export function failures(runId, linkTo, showFailed) {
  const element = h('section', { 'aria-label': 'What failed', hidden: true });
  const logs = new Map();
  let shown = null;
  return { element, update };

  function update(run) {
    const failed = run.tasks.filter(task => task.status === 'Failed');
    const named = failed.slice(0, shownFailures);
    const state = JSON.stringify([run.error, failed.length, named.map(task => [task.name, task.error])]);
    if (state === shown) {
      return;
    }

    shown = state;
    element.hidden = failed.length === 0 && !run.error;
    replace(element,
      run.error ? errorText(run.error) : null,
      named.map(task => h('div', { class: 'failure' },
        h('h2', null, 'Failed: ', h('a', { href: linkTo(task.name), 'data-key': `failure ${task.name}` }, task.name)),
        task.error ? errorText(task.error) : null,
        logOf(task.name))),
      failed.length > shownFailures ? h('p', null, `and ${plural(failed.length - shownFailures, 'more failed task')}. `, h('button', { type: 'button', 'data-key': 'all failures', onclick: showFailed }, 'Show all failed tasks')) : null);
  }

  /** Kept over later updates, so that it stays open. */
  function logOf(name) {
    if (!logs.has(name)) {
      logs.set(name, log(runId, name).element);
    }

    return logs.get(name);
  }
}
