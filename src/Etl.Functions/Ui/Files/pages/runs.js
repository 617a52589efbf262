import { get, now } from '../api.js';
import { errorBlock } from '../dialogs.js';
import { h, replace, table } from '../dom.js';
import { age, duration, moment } from '../format.js';
import { poll, refresher } from '../poll.js';
import { badge, hasEnded } from '../status.js';

const whileRunning = 2000;
const whileIdle = 15_000;

/** The newest runs of all pipelines. */
export function runsPage(main, _parameter, _query, host) {
  const content = h('div', null, h('p', { class: 'dim' }, 'Loading…'));
  main.append(h('h1', { tabindex: '-1' }, 'Runs'), content);
  const isDue = refresher();
  const polling = poll(async () => {
    const { data, isNew } = await get('runs');
    host.connected(null);
    if (isDue(isNew)) {
      replace(content, data.length === 0
        ? h('p', null, 'No run yet. ', h('a', { href: '#/' }, 'Start one.'))
        : table('Runs', ['Run', 'Pipeline', 'Status', 'Started', ['Duration', 'number']], data.map(run => [
          h('a', { href: `#/runs/${encodeURIComponent(run.runId)}`, 'data-key': run.runId }, run.runId),
          h('a', { href: `#/pipelines/${encodeURIComponent(run.pipeline)}`, 'data-key': `of ${run.runId}` }, run.pipeline),
          badge(run.status),
          h('time', { datetime: run.startedAt, title: moment(run.startedAt, now()) }, age(run.startedAt, now())),
          duration(run.durationMs),
        ])));
    }

    return data.some(run => !hasEnded(run.status)) ? whileRunning : whileIdle;
  }, error => content.querySelector('table') ? host.connected(error) : replace(content, errorBlock(error)));
  return { title: 'Runs', stop: polling.stop };
}
