import { actor } from '../act.js';
import { newKey, path, post } from '../api.js';
import { confirm } from '../dialogs.js';
import { h, replace } from '../dom.js';
import { addressOf } from '../links.js';

const live = ['Pending', 'Running', 'Paused', 'Interrupted'];
const ended = ['Succeeded', 'Failed', 'Cancelled'];

/** In which states a run can be asked for what. */
const shownFor = {
  fromFailed: ['Failed', 'Cancelled'],
  rerun: ended,
  unpause: ['Paused'],
  pause: ['Running'],
  cancel: live,
  terminate: live,
  purge: ended,
};

/** What somebody who sees the state should know. */
const meanings = {
  Pending: 'It has been asked for and begins in a moment.',
  Paused: 'No further task is started until the run is unpaused; those that were under way go on to their end.',
  Interrupted: 'Nobody works on it: its process died. Let it go on with "etl resume", or cancel it.',
  Failed: 'Nothing of a failed run is published. Mend the cause, then rerun it: what has succeeded is taken over.',
  Cancelled: 'Nothing of a cancelled run is published.',
};

/** The buttons of a run and what came of them. Returns { element, outcome, update }; `onAsked` is called when the run may have changed. */
export function runActions(runId, host, onAsked) {
  const outcome = h('div');
  const meaning = h('p', { class: 'dim' });
  const button = (text, onclick, style) => h('button', { type: 'button', class: style, onclick }, text);
  const buttons = {
    fromFailed: button('Rerun from the failed tasks', () => rerun(true), 'primary'),
    unpause: button('Unpause the run', () => ask('unpause', 'It goes on.'), 'primary'),
    rerun: button('Rerun all', () => rerun(false)),
    pause: button('Pause the run', () => ask('pause', 'It starts no further task.')),
    cancel: button('Cancel the run', cancel),
    terminate: button('Terminate the run', terminate),
    purge: button('Purge its history', purge),
  };

  // A repetition after a lost answer starts no second run.
  const keys = { true: newKey(), false: newKey() };
  const act = actor(outcome, Object.values(buttons), host);
  let shown = null;
  return { element: h('div', null, meaning, h('div', { class: 'buttons' }, Object.values(buttons))), outcome, update };

  function update(run) {
    if (run.status === shown) {
      return;
    }

    // What was told of the state before is no news any more.
    if (shown !== null) {
      replace(outcome);
    }

    shown = run.status;
    meaning.textContent = meanings[shown] ?? '';
    buttons.fromFailed.textContent = run.tasks.some(task => task.status === 'Failed') ? 'Rerun from the failed tasks' : 'Rerun what was not done';
    const focused = Object.values(buttons).find(each => each === document.activeElement);
    for (const [name, each] of Object.entries(buttons)) {
      each.hidden = !shownFor[name].includes(shown);
    }

    if (focused?.hidden) {
      const opposite = [buttons.pause, buttons.unpause].includes(focused) ? [buttons.pause, buttons.unpause].find(each => !each.hidden) : undefined;
      (opposite ?? document.querySelector('h1')).focus({ preventScroll: true });
    }
  }

  function ask(verb, told) {
    return act(() => post(path('runs', runId, verb), {}), () => {
      onAsked();
      return told;
    });
  }

  async function cancel() {
    if (await confirm('Cancel this run?', 'Tasks that run are asked to stop, no other starts, and nothing of this run is published.', 'Cancel the run')) {
      await ask('cancel', 'Cancelling: running tasks have a few seconds to stop.');
    }
  }

  async function terminate() {
    if (await confirm('Terminate this run?', 'It ends at once, as Cancelled, without waiting for its tasks; what they still do is not published. Cancel it instead, unless that does not help.', 'Terminate the run')) {
      await ask('terminate', 'Terminated.');
    }
  }

  async function purge() {
    if (await confirm('Purge the history of this run?', 'What the task hub keeps of how the run was carried out is deleted. The run stays in the list with its tasks, errors and models, and can be rerun.', 'Purge its history')) {
      await ask('purge', 'The history of the run is deleted from the task hub.');
    }
  }

  function rerun(fromFailed) {
    return act(() => post(path('runs', runId, 'rerun'), { fromFailed }, keys[fromFailed]), answer => {
      location.hash = addressOf.run(answer.runId);
    });
  }
}
