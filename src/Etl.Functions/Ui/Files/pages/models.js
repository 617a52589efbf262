import { get, now } from '../api.js';
import { errorBlock } from '../dialogs.js';
import { h, replace, table } from '../dom.js';
import { age, bytes, count, moment } from '../format.js';
import { modelLink, runLink } from '../links.js';
import { poll, refresher } from '../poll.js';

const interval = 20_000;
const mostModels = 1000;

/** The latest version of every model that is published. */
export function modelsPage(main, _parameter, _query, host) {
  const content = h('div', null, h('p', { class: 'dim' }, 'Loading…'));
  const search = h('input', { type: 'search', 'aria-label': 'Find a model', placeholder: 'Find a model', oninput: () => show() });
  let models = [];
  main.append(h('h1', { tabindex: '-1' }, 'Models'), h('div', { class: 'filters' }, search), content);
  const isDue = refresher();
  const polling = poll(() => get('models'), ({ data, isNew }) => {
    host.connected(null);
    if (isDue(isNew)) {
      models = data;
      show();
    }

    return interval;
  }, error => content.querySelector('table') ? host.connected(error) : replace(content, errorBlock(error)));
  return { title: 'Models', stop: polling.stop };

  function show() {
    const wanted = search.value.trim().toLowerCase();
    const found = models.filter(model => model.model.toLowerCase().includes(wanted));
    replace(content, found.length === 0
      ? h('p', { class: 'dim' }, models.length === 0 ? 'Nothing has been published yet.' : 'No model is called like that.')
      : [table('Models', ['Model', ['Rows', 'number'], ['Stored', 'number'], 'Made', 'Business date', 'Checks', 'Run'], found.slice(0, mostModels).map(model => [
        [modelLink(model.model), model.partitions ? h('span', { class: 'dim' }, ` ${count(model.partitions)} partitions`) : null],
        model.mediaType ? h('span', { class: 'dim' }, 'file') : count(model.rows),
        bytes(model.bytes),
        h('time', { datetime: model.createdAt, title: moment(model.createdAt, now()) }, age(model.createdAt, now())),
        model.businessDate,
        quality(model.quality),
        runLink(model.runId, model.model),
      ]), 'stack'),
      found.length > mostModels ? h('p', { class: 'dim' }, `The first ${count(mostModels)} of ${count(found.length)}.`) : null]);
  }
}

/** What the checks of a version said. */
export function quality(value) {
  const [sign, status, text] = value === 'Passed' ? ['✓', 'Succeeded', 'passed'] : value === 'Warned' ? ['!', 'Cancelled', 'warned'] : ['·', 'Pending', 'none'];
  return h('span', { class: 'badge', 'data-status': status }, h('span', { 'aria-hidden': 'true' }, sign), ` ${text}`);
}
