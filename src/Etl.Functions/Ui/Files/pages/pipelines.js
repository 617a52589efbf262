import { get, now, path, post } from '../api.js';
import { errorBlock } from '../dialogs.js';
import { h, replace } from '../dom.js';
import { age, count, duration, moment, plural } from '../format.js';
import { addressOf, pipelineLink, runLink } from '../links.js';
import { poll, refresher } from '../poll.js';
import { badge, hasEnded } from '../status.js';
import { openStart } from './start.js';

const whileRunning = 2000;
const whileIdle = 15_000;
const shownRuns = 24;
const mostRuns = 500;
const manyPipelines = 12;
const shownWorries = 10;

/** All pipelines with their last runs, and first of all those that somebody should look at. */
export function pipelinesPage(main, _parameter, _query, host) {
  const outcome = h('div');
  const worries = h('div');
  const content = h('div', null, h('p', { class: 'dim' }, 'Loading…'));
  const search = h('input', { type: 'search', 'aria-label': 'Find a pipeline', placeholder: 'Find a pipeline', oninput: () => showCards() });
  const filters = h('div', { class: 'filters', hidden: true }, search);
  main.append(h('h1', { tabindex: '-1' }, 'Pipelines'), outcome, worries, filters, content);
  const isDue = refresher();
  let pipelines = [];
  let runsOf = new Map();
  let isWhole = true;
  const polling = poll(
    () => Promise.all([get('pipelines'), get(`runs?limit=${mostRuns}`)]),
    ([list, runs]) => {
      host.connected(null);
      if (isDue(list.isNew || runs.isNew)) {
        pipelines = list.data;
        runsOf = Map.groupBy(runs.data, run => run.pipeline);
        isWhole = runs.after === null;
        filters.hidden = pipelines.length <= manyPipelines;
        replace(worries, showWorries());
        showCards();
      }

      return runs.data.some(run => !hasEnded(run.status)) ? whileRunning : whileIdle;
    },
    error => content.querySelector('.cards') ? host.connected(error) : replace(content, errorBlock(error)));
  return { title: 'Pipelines', stop: polling.stop };

  function showCards() {
    const wanted = search.value.trim().toLowerCase();
    const found = pipelines.filter(pipeline => pipeline.name.toLowerCase().includes(wanted));
    replace(content, found.length === 0
      ? h('p', { class: 'dim' }, pipelines.length === 0 ? 'This app has no pipelines.' : 'No pipeline is called like that.')
      : h('ul', { class: 'cards' }, found.map(card)));
  }

  /** Paused pipelines, runs that wait for somebody, and pipelines of which the last run that ended has failed. */
  function showWorries() {
    const found = pipelines.flatMap(worriesOf);
    if (found.length === 0) {
      return pipelines.some(({ name }) => runsOf.has(name)) ? h('p', { class: 'dim' }, h('span', { 'aria-hidden': 'true' }, '✓ '), 'Nothing needs attention: no pipeline has failed in its last run.') : null;
    }

    return h('section', { class: 'worries', 'aria-labelledby': 'worries' },
      h('h2', { id: 'worries' }, 'Needs attention'),
      h('ul', null, found.slice(0, shownWorries).map(worry => h('li', null, worry))),
      found.length > shownWorries ? h('p', null, `and ${count(found.length - shownWorries)} more, see below`) : null);
  }

  function worriesOf({ name, paused }) {
    const runs = runsOf.get(name) ?? [];
    const waiting = runs.filter(run => ['Interrupted', 'Paused'].includes(run.status));
    const last = runs.find(run => hasEnded(run.status));
    const goesOn = runs.some(run => run.status === 'Running') ? '; another run is under way' : '';
    return [
      ...(paused ? [[badge('Paused'), ' ', pipelineLink(name, 'worry'), ': nothing of it is started']] : []),
      ...waiting.map(run => [badge(run.status), ' ', runLink(run.runId, 'worry'), ` ${when(run)}`]),
      ...(last?.status === 'Failed' ? [[badge(last.status), ' ', runLink(last.runId, 'worry'), ` ${when(last)}${goesOn}`]] : []),
    ];
  }

  function card(pipeline) {
    const runs = runsOf.get(pipeline.name) ?? [];
    const [latest] = runs;
    return h('li', { class: 'card' },
      h('div', { class: 'card-head' },
        h('h2', null, pipelineLink(pipeline.name)),
        pipeline.paused
          ? h('button', { type: 'button', 'data-key': `start ${pipeline.name}`, 'aria-label': `Unpause ${pipeline.name}`, onclick: () => unpause(pipeline) }, 'Unpause')
          : h('button', { type: 'button', 'data-key': `start ${pipeline.name}`, 'aria-label': `Start ${pipeline.name}`, onclick: () => openStart(pipeline.name) }, 'Start')),
      pipeline.description ? h('p', null, pipeline.description) : null,
      pipeline.paused ? h('p', null, badge('Paused'), ' Nothing of it is started.') : null,
      h('p', { class: 'dim' }, plural(pipeline.tasks, 'task'), pipeline.schedules.map(schedule => ` · ${describe(schedule, pipeline.nextRunAt?.[schedule.name])}`)),
      latest
        ? h('div', { class: 'card-runs' }, bars(runs), h('p', null, badge(latest.status), ' ', h('a', { href: addressOf.run(latest.runId), 'data-key': `latest ${pipeline.name}` }, when(latest))))
        : h('p', { class: 'dim' }, isWhole ? 'No run yet.' : `No run among the newest ${mostRuns} of this app.`));
  }

  async function unpause(pipeline) {
    replace(outcome);
    try {
      await post(path('pipelines', pipeline.name, 'unpause'), {});
      host.announce(`${pipeline.name} is not paused any more.`);
      polling.now();
    } catch (error) {
      replace(outcome, errorBlock(error));
    }
  }
}

/** The last runs as bars, oldest first, as high as they lasted. */
export function bars(runs) {
  const last = runs.slice(0, shownRuns).reverse();
  const longest = last.reduce((most, run) => Math.max(most, run.durationMs ?? 0), 1);
  return h('ol', { class: 'bars', 'aria-label': 'Last runs, oldest first' }, last.map(run => {
    const text = `${run.runId}: ${run.status}${run.durationMs === null ? '' : ` in ${duration(run.durationMs)}`}, ${age(run.startedAt, now())}`;
    const bar = h('span', { class: 'bar', 'data-status': run.status });
    bar.style.height = `${30 + 70 * (run.durationMs ?? longest) / longest}%`;
    return h('li', null, h('a', { href: addressOf.run(run.runId), title: text, 'aria-label': text, 'data-key': `bar ${run.runId}` }, bar));
  }));
}

/** When a schedule starts its pipeline. */
export function describe(schedule, next) {
  const at = `${schedule.name} at ${schedule.at.slice(0, 5)} ${schedule.timeZone}`;
  return next ? `${at}, next ${age(next, now())} (${moment(next, now())} your time)` : at;
}

function when(run) {
  return `${age(run.startedAt, now())}${run.businessDate ? `, for ${run.businessDate}` : ''}`;
}
