import { get, path } from '../api.js';
import { h, replace } from '../dom.js';
import { clock } from '../format.js';

/** What the tasks of a run, or one of them, have logged: asked for when it is opened, and by `refresh` as long as it is and the tab is seen. Returns { element, refresh }. */
export function log(runId, task = null, label = 'Log') {
  const lines = h('pre', { class: 'document', tabindex: '0' });
  const address = `${path('runs', runId, 'logs')}${task === null ? '' : `?task=${encodeURIComponent(task)}`}`;
  const element = h('details', { ontoggle: refresh }, h('summary', { 'data-key': `log ${task ?? ''}` }, label), lines);
  let shown = null;
  let isLoading = false;
  return { element, refresh };

  async function refresh() {
    if (!element.open || isLoading || document.hidden) {
      return;
    }

    isLoading = true;
    if (shown === null) {
      replace(lines, 'Loading…');
    }

    try {
      const { data } = await get(address);
      if (data !== shown) {
        shown = data;
        replace(lines, data.length === 0 ? 'Nothing was logged.' : data.map(line => text(line, task === null)).join('\n'));
      }
    } catch (error) {
      shown = null;
      replace(lines, error.message);
    } finally {
      isLoading = false;
    }
  }
}

function text(line, namesTask) {
  return `${clock(line.time)} ${line.level}: ${namesTask ? `${line.task}: ` : ''}${line.message}`;
}
