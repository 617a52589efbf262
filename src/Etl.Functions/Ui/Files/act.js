import { errorBlock } from './dialogs.js';
import { h, replace } from './dom.js';

/**
 * Carries out what the buttons of a page ask the API for, one at a time, and tells the outcome in an element. Returns act(request, then), where
 * `then` gets the answer and returns what to tell, or nothing.
 */
export function actor(outcome, buttons, host) {
  return async (request, then) => {
    const pressed = document.activeElement;
    buttons.forEach(button => button.disabled = true);
    replace(outcome);
    try {
      tell(outcome, then(await request()), host);
    } catch (error) {
      replace(outcome, errorBlock(error));
    } finally {
      buttons.forEach(button => button.disabled = false);

      // A button that is disabled loses the focus.
      if (document.activeElement === document.body) {
        pressed.focus({ preventScroll: true });
      }
    }
  };
}

function tell(outcome, text, host) {
  if (text) {
    replace(outcome, h('p', { class: 'notice' }, text));
    host.announce(text);
  }
}
