import { h } from './dom.js';

/** The function key as somebody types it in; null when they don't want to. */
export async function askForKey(wasWrong) {
  const input = h('input', { type: 'password', id: 'function-key', autocomplete: 'off', required: true, spellcheck: 'false' });
  const answer = await ask('Function key', [
    h('p', null, wasWrong ? 'The key was refused. Enter another one.' : 'This app wants a function key. It is kept in this tab until the tab is closed, and sent as a header.'),
    h('label', { for: 'function-key' }, 'Key'),
    input,
  ], 'Use this key');
  return answer ? input.value.trim() || null : null;
}

/** Whether somebody wants what they pressed, which can't be taken back. */
export const confirm = (title, text, verb) => ask(title, [h('p', { id: 'dialog-text' }, text)], verb, 'Go back', true);

/** Errors of the API, for people. */
export function errorBlock(error) {
  return h('div', { class: 'error', role: 'alert' },
    h('p', null, h('strong', null, error.title ?? 'This did not work'), error.problems?.length > 0 ? '' : `: ${error.message}`),
    error.problems?.length > 0 ? h('ul', null, error.problems.map(problem => h('li', null, problem))) : null);
}

/** Shows a dialog until it is closed; `dialog` is closed by the caller, by Esc, or by its own cancel button. */
export function show(dialog) {
  document.body.append(dialog);
  return new Promise(resolve => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
    dialog.returnValue = '';
    dialog.showModal();
  });
}

async function ask(title, content, verb, cancel = 'Cancel', isDangerous = false) {
  const dialog = h('dialog', { 'aria-labelledby': 'dialog-title', 'aria-describedby': isDangerous ? 'dialog-text' : null },
    h('form', { method: 'dialog', onsubmit: event => { event.preventDefault(); dialog.close('yes'); } },
      h('h2', { id: 'dialog-title' }, title),
      content,
      h('div', { class: 'buttons' },
        h('button', { type: 'submit', class: isDangerous ? 'danger' : 'primary' }, verb),
        h('button', { type: 'button', autofocus: isDangerous, onclick: () => dialog.close('') }, cancel))));
  return await show(dialog) === 'yes';
}
