import { get, now } from '../api.js';
import { errorBlock } from '../dialogs.js';
import { h, replace } from '../dom.js';
import { age, duration, moment, plural } from '../format.js';
import { poll, refresher } from '../poll.js';
import { badge, hasEnded } from '../status.js';
import { openStart } from './start.js';

const whileRunning = 2000;
const whileIdle = 15_000;
const shownRuns = 24;

/** All pipelines with their last runs. */
export function pipelinesPage(main, _parameter, _query, host) {
  const content = h('div', null, h('p', { class: 'dim' }, 'Loading…'));
  main.append(h('h1', { tabindex: '-1' }, 'Pipelines'), content);
  const isDue = refresher();
  const polling = poll(async () => {
    const [pipelines, runs] = await Promise.all([get('pipelines'), get('runs')]);
    host.connected(null);
    if (isDue(pipelines.isNew || runs.isNew)) {
      const of = group(runs.data);
      replace(content, pipelines.data.length === 0
        ? h('p', null, 'This app has no pipelines.')
        : h('ul', { class: 'cards' }, pipelines.data.map(pipeline => card(pipeline, of.get(pipeline.name) ?? []))));
    }

    return runs.data.some(run => !hasEnded(run.status)) ? whileRunning : whileIdle;
  }, error => content.querySelector('.cards') ? host.connected(error) : replace(content, errorBlock(error)));
  return { title: 'Pipelines', stop: polling.stop };
}

/** The last runs as bars, oldest first, as high as they lasted. */
export function bars(runs) {
  const last = runs.slice(0, shownRuns).reverse();
  const longest = last.reduce((most, run) => Math.max(most, run.durationMs ?? 0), 1);
  return h('ol', { class: 'bars', 'aria-label': 'Last runs, oldest first' }, last.map(run => {
    const text = `${run.runId}: ${run.status}${run.durationMs === null ? '' : ` in ${duration(run.durationMs)}`}, ${age(run.startedAt, now())}`;
    const bar = h('span', { class: 'bar', 'data-status': run.status });
    bar.style.height = `${30 + 70 * (run.durationMs ?? longest) / longest}%`;
    return h('li', null, h('a', { href: `#/runs/${encodeURIComponent(run.runId)}`, title: text, 'aria-label': text, 'data-key': `bar ${run.runId}` }, bar));
  }));
}

function group(runs) {
  const of = new Map();
  for (const run of runs) {
    if (!of.has(run.pipeline)) {
      of.set(run.pipeline, []);
    }

    of.get(run.pipeline).push(run);
  }

  return of;
}

function card(pipeline, runs) {
  const [latest] = runs;
  return h('li', { class: 'card' },
    h('div', { class: 'card-head' },
      h('h2', null, h('a', { href: `#/pipelines/${encodeURIComponent(pipeline.name)}`, 'data-key': `pipeline ${pipeline.name}` }, pipeline.name)),
      h('button', { type: 'button', 'data-key': `start ${pipeline.name}`, 'aria-label': `Start ${pipeline.name}`, onclick: () => openStart(pipeline.name) }, 'Start')),
    pipeline.description ? h('p', null, pipeline.description) : null,
    h('p', { class: 'dim' }, plural(pipeline.tasks, 'task'), pipeline.schedules.map(schedule => ` · ${describe(schedule, pipeline.nextRunAt?.[schedule.name])}`)),
    latest
      ? h('div', { class: 'card-runs' }, bars(runs), h('p', null, badge(latest.status), ' ', h('a', { href: `#/runs/${encodeURIComponent(latest.runId)}`, 'data-key': `latest ${pipeline.name}` }, age(latest.startedAt, now()))))
      : h('p', { class: 'dim' }, 'No run yet.'));
}

function describe(schedule, next) {
  const at = `${schedule.name} at ${schedule.at.slice(0, 5)} ${schedule.timeZone}`;
  return next ? `${at}, next ${age(next, now())} (${moment(next, now())} here)` : at;
}
