import { get, now } from '../api.js';
import { errorBlock } from '../dialogs.js';
import { h, replace, table } from '../dom.js';
import { age, duration, moment, plural } from '../format.js';
import { addressOf, pipelineLink, queryOf, runLink } from '../links.js';
import { poll, refresher } from '../poll.js';
import { badge, hasEnded, sign } from '../status.js';

const whileRunning = 2000;
const whileIdle = 15_000;
const filterable = ['Failed', 'Running', 'Paused', 'Cancelled', 'Succeeded'];

/** A page of the list may have looked through many runs and found none. Then it is gone on with, but not for ever. */
const mostPages = 5;

/** The runs of all pipelines, newest first, with a filter and page by page. What is shown is in the address. */
export function runsPage(main, _parameter, query, host) {
  const pipelines = h('select', { id: 'runs-pipeline', onchange: () => set({ pipeline: pipelines.value }) });
  const from = h('input', { type: 'date', id: 'runs-from', onchange: () => set({ from: from.value }) });
  const to = h('input', { type: 'date', id: 'runs-to', onchange: () => set({ to: to.value }) });
  const chips = h('div', { class: 'chips', role: 'group', 'aria-label': 'Show only' });
  const clear = h('a', { class: 'clear', href: addressOf.runs({}) }, 'Show all runs');
  const content = h('div', null, h('p', { class: 'dim' }, 'Loading…'));
  main.append(
    h('h1', { tabindex: '-1' }, 'Runs'),
    h('div', { class: 'filters', role: 'search', 'aria-label': 'Runs' },
      labelled('Pipeline', pipelines), labelled('Business date from', from), labelled('Business date to', to), h('div', { class: 'label' }, h('span', { 'aria-hidden': 'true' }, 'Status'), chips), clear),
    content);

  let filter = {};
  let names = [];
  read(query);
  listPipelines();
  let isDue = refresher();
  const polling = poll(
    async () => {
      const asked = filter;
      return { asked, ...await find(asked) };
    },
    ({ asked, data, isNew, after }) => {
      host.connected(null);
      if (asked !== filter) {
        return 0;
      }

      if (isDue(isNew)) {
        show(data, after);
        host.announce(`${plural(data.length, 'run')}${filter.after ? ', older ones' : ''}.`);
      }

      return data.some(run => !hasEnded(run.status)) ? whileRunning : whileIdle;
    },
    error => {
      // What is refused with this filter stays refused: it is said in place of the list.
      if (content.querySelector('table') && error.status !== 422) {
        host.connected(error);
      } else {
        replace(content, errorBlock(error));
      }
    });
  return { title: 'Runs', stop: polling.stop, navigate };

  function navigate(changed) {
    const { after } = filter;
    read(changed);
    isDue = refresher();
    polling.now();
    if (filter.after !== after) {
      scrollTo(0, 0);
      main.querySelector('h1').focus({ preventScroll: true });
    }
  }

  function read(changed) {
    filter = Object.fromEntries(['pipeline', 'status', 'from', 'to', 'limit', 'after'].map(name => [name, changed.get(name) ?? '']));
    from.value = filter.from;
    to.value = filter.to;
    clear.hidden = !Object.values(filter).some(value => value !== '');
    showChips();
    showPipelines();
  }

  /** Another filter begins at the newest runs. */
  function set(change) {
    location.hash = addressOf.runs({ ...filter, after: '', ...change });
  }

  async function find(asked) {
    let { after } = asked;
    for (let page = 1; ; page++) {
      const found = await get(`runs${queryOf({ ...asked, after })}`);
      if (found.data.length > 0 || found.after === null || page === mostPages) {
        return found;
      }

      after = found.after;
    }
  }

  function show(runs, after) {
    const isFiltered = ['pipeline', 'status', 'from', 'to'].some(name => filter[name] !== '');
    replace(content,
      runs.length > 0
        ? table('Runs', ['Status', ['Run', 'plain'], 'Pipeline', 'Business date', 'Started', ['Duration', 'number']], runs.map(run => [
          badge(run.status),
          runLink(run.runId),
          pipelineLink(run.pipeline, run.runId),
          run.businessDate ?? '',
          h('time', { datetime: run.startedAt, title: moment(run.startedAt, now()) }, age(run.startedAt, now())),
          duration(run.durationMs),
        ]), 'stack')
        : h('p', null, after !== null ? 'None of the runs that were looked through is like that.' : filter.after ? 'There are no older runs.' : isFiltered ? 'No run is like that.' : ['No run yet. ', h('a', { href: '#/' }, 'Start one.')]),
      h('nav', { class: 'buttons', 'aria-label': 'Pages of runs' },
        filter.after ? h('a', { class: 'button', href: addressOf.runs({ ...filter, after: '' }), 'data-key': 'newest' }, 'Newest runs') : null,
        after !== null ? h('a', { class: 'button', href: addressOf.runs({ ...filter, after }), 'data-key': 'older' }, 'Older runs') : null));
  }

  function showChips() {
    const chosen = filter.status.split(',').filter(status => status !== '');
    replace(chips, filterable.map(status => h('button', {
      type: 'button', class: 'chip', 'data-status': status, 'data-key': status, 'aria-pressed': String(chosen.includes(status)),
      onclick: () => set({ status: filterable.filter(each => chosen.includes(each) !== (each === status)).join(',') }),
    }, `${sign(status)} ${status}`)));
  }

  function showPipelines() {
    const known = filter.pipeline === '' || names.includes(filter.pipeline) ? names : [...names, filter.pipeline];
    pipelines.replaceChildren(h('option', { value: '' }, 'all'), ...known.map(name => h('option', { value: name }, name)));
    pipelines.value = filter.pipeline;
  }

  async function listPipelines() {
    try {
      names = (await get('pipelines')).data.map(pipeline => pipeline.name);
      showPipelines();
    } catch {
      // The list of runs says what is wrong.
    }
  }
}

function labelled(text, input) {
  return h('div', { class: 'label' }, h('label', { for: input.id }, text), input);
}
