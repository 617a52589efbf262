import { actor } from '../act.js';
import { get, now, path, post } from '../api.js';
import { confirm, errorBlock } from '../dialogs.js';
import { facts, h, replace, table } from '../dom.js';
import { age, count, moment, plural } from '../format.js';
import { pipelineLink, runLink } from '../links.js';
import { poll, refresher } from '../poll.js';
import { badge, hasEnded, inWords, tally } from '../status.js';
import { chips } from './chips.js';
import { progress } from './progress.js';

const whileRunning = 2000;
const whileIdle = 60_000;

/** A backfill: how far it is, and the run of each of its dates. */
export function backfillPage(main, id, _query, host) {
  const outcome = h('div');
  const head = h('div');
  const runs = h('div');
  const statuses = chips(() => showRuns());
  const cancelButton = h('button', { type: 'button', onclick: cancel }, 'Cancel the backfill');
  const loading = h('p', { class: 'dim' }, 'Loading…');
  const body = h('div', { hidden: true },
    head,
    cancelButton,
    h('section', { 'aria-labelledby': 'backfill-dates' }, h('h2', { id: 'backfill-dates' }, 'Dates'), statuses.element, runs));
  main.append(h('h1', { tabindex: '-1' }, id), outcome, loading, body);

  const act = actor(outcome, [cancelButton], host);
  const isDue = refresher();
  let backfill = null;
  const polling = poll(
    async () => {
      const [answer, pipelines] = await Promise.all([get(path('backfills', id)), get('pipelines')]);
      return { ...answer, isNew: answer.isNew || pipelines.isNew, pipelines: pipelines.data };
    },
    ({ data, isNew, pipelines }) => {
      host.connected(null);
      if (isDue(isNew)) {
        show(data, pipelines);
      }

      return hasEnded(data.status) ? whileIdle : whileRunning;
    },
    error => {
      if (backfill === null) {
        loading.remove();
        replace(outcome, errorBlock(error));
        return error.status !== 404;
      }

      host.connected(error);
    });
  return { title: id, stop: polling.stop };

  function show(data, pipelines) {
    if (backfill?.status !== data.status) {
      replace(outcome);
    }

    loading.remove();
    body.hidden = false;
    backfill = data;
    document.title = `${backfill.status} · ${id} · etl`;
    const waits = !hasEnded(backfill.status) && pipelines.some(each => each.name === backfill.pipeline && each.paused);
    replace(head,
      h('p', { class: 'run-status' }, badge(backfill.status), ` ${count(backfill.runs.length - backfill.pending - backfill.running)} of ${plural(backfill.runs.length, 'date')} done`),
      progress(tally(backfill.runs)),
      waits ? h('p', { class: 'notice' }, 'Its pipeline is paused, so no further run is started until somebody unpauses it.') : null,
      backfill.status === 'Failed' ? h('p', { class: 'dim' }, 'Open the run of a date to see why it failed, and rerun it there.') : null,
      facts(
        ['Pipeline', pipelineLink(backfill.pipeline)],
        ['Business dates', `${backfill.from} to ${backfill.to}`],
        ['Runs at a time', backfill.maxParallel],
        ['Started', `${moment(backfill.startedAt, now())} (${age(backfill.startedAt, now())})`]));
    const loses = document.activeElement === cancelButton && hasEnded(backfill.status);
    cancelButton.hidden = hasEnded(backfill.status);
    if (loses) {
      main.querySelector('h1').focus({ preventScroll: true });
    }

    statuses.update(backfill.runs);
    showRuns();
    host.announce(`Backfill ${backfill.status}. ${inWords(backfill.runs)}.`);
  }

  function showRuns() {
    const shown = backfill.runs.filter(run => statuses.isChosen(run.status));
    const hasErrors = shown.some(run => run.error);
    replace(runs, backfill.runs.length === 0
      ? h('p', { class: 'dim' }, 'None: no partition was missing.')
      : table('Dates, oldest first', ['Business date', ['Status', 'plain'], 'Run', ...(hasErrors ? ['What is wrong'] : [])], shown.map(run => [
        run.businessDate,
        badge(run.status),
        run.runId ? runLink(run.runId) : h('span', { class: 'dim' }, run.status === 'Pending' ? 'not started yet' : 'none'),
        ...(hasErrors ? [h('span', { class: 'message' }, run.error ?? '')] : []),
      ]), 'stack'));
  }

  async function cancel() {
    if (await confirm('Cancel this backfill?', 'No further run of it is started, and those that run are cancelled. What has succeeded stays published.', 'Cancel the backfill')) {
      await act(() => post(path('backfills', id, 'cancel'), {}), () => {
        polling.now();
        return 'Cancelling: running tasks have a few seconds to stop.';
      });
    }
  }
}
