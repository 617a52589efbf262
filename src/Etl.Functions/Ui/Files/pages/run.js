import { get, now, path } from '../api.js';
import { errorBlock } from '../dialogs.js';
import { facts, h, replace, table } from '../dom.js';
import { age, bytes, count, duration, moment, plural } from '../format.js';
import { cluster, renew } from '../graph/cluster.js';
import { criticalPath } from '../graph/critical.js';
import { draw } from '../graph/draw.js';
import { addressOf, backfillLink, modelLink, pipelineLink, runLink } from '../links.js';
import { poll } from '../poll.js';
import { backfillOf, badge, hasEnded, inWords, tally } from '../status.js';
import { runActions } from './actions.js';
import { content } from './content.js';
import { failures } from './failures.js';
import { log } from './log.js';
import { progress } from './progress.js';
import { timeline } from './timeline.js';

const whileRunning = 1000;
const whilePaused = 5000;
const whileIdle = 60_000;
const mostNodes = 120;
const mostModels = 500;
const mostChecks = 200;
const manyTasks = 10_000;

/** A run: how far it is, its graph, its timeline, its errors, and what can be done about it. */
export function runPage(main, runId, query, host) {
  const linkToTask = name => addressOf.task(runId, name);
  const head = h('div', { class: 'run-head' });
  const actions = runActions(runId, host, () => polling.now());
  const checks = h('section', { 'aria-labelledby': 'run-checks', hidden: true });
  const graph = h('div');
  const published = h('section', { 'aria-labelledby': 'run-models', hidden: true });
  const tasks = timeline(runId, linkToTask);
  const failed = failures(runId, linkToTask, showFailedTasks);
  const lines = log(runId, null, 'The last lines of all tasks');
  const body = h('div', { hidden: true },
    head, actions.element, failed.element, checks,
    h('section', { 'aria-labelledby': 'run-graph' }, h('h2', { id: 'run-graph' }, 'Graph'), graph),
    h('section', { 'aria-labelledby': 'run-tasks' }, h('h2', { id: 'run-tasks' }, 'Timeline'), tasks.element),
    published,
    h('section', { 'aria-labelledby': 'run-log' }, h('h2', { id: 'run-log' }, 'Log'), lines.element));
  const loading = h('p', { class: 'dim' }, 'Loading…');
  main.append(h('h1', { tabindex: '-1' }, runId), actions.outcome, loading, body);

  let run = null;
  let drawing = null;
  let clusters = null;
  let nodes = [];
  let upstreamOf = null;
  let ticking = null;
  const polling = poll(
    async () => {
      const { data, isNew } = await get(path('runs', runId));
      return isNew || run === null ? complete(data) : run;
    },
    changed => {
      host.connected(null);
      if (changed !== run) {
        const first = run === null;
        run = changed;
        show(first);
      }

      return hasEnded(run.status) ? whileIdle : run.status === 'Paused' ? whilePaused : whileRunning;
    },
    error => {
      if (run === null) {
        loading.remove();
        replace(actions.outcome, errorBlock(error));
        return error.status !== 404;
      }

      host.connected(error);
    });
  return {
    title: runId,
    navigate: goTo,
    stop() {
      polling.stop();
      clearInterval(ticking);
    },
  };

  /** Runs that were recorded before their tasks had upstream are shown with the graph that the pipeline has today. */
  async function complete(document) {
    if (document.tasks.some(task => task.upstream) || document.tasks.every(task => task.level === 1)) {
      return document;
    }

    if (upstreamOf === null) {
      try {
        const { data } = await get(path('pipelines', document.pipeline));
        upstreamOf = new Map(data.tasks.map(task => [task.name, task.upstream]));
      } catch {
        upstreamOf = new Map();
      }
    }

    return { ...document, tasks: document.tasks.map(task => ({ ...task, upstream: upstreamOf.get(task.name) })) };
  }

  function show(first) {
    if (first) {
      loading.remove();
      replace(actions.outcome);
      body.hidden = false;
    }

    document.title = `${run.status} · ${runId} · etl`;
    actions.update(run);
    failed.update(run);
    showChecks();
    showGraph();
    showTime();
    showPublished();
    lines.refresh();
    host.announce(`Run ${run.status}. ${inWords(run.tasks)}.`);
    clearInterval(ticking);
    if (!hasEnded(run.status)) {
      ticking = setInterval(() => document.hidden || showTime(), run.tasks.length > manyTasks ? 10 * whileRunning : whileRunning);
    }

    if (first) {
      goTo(query);
    }
  }

  /** All that moves with the clock. */
  function showTime() {
    const critical = criticalPath(run.tasks, task => task.durationMs ?? (task.status === 'Running' && task.startedAt ? now() - Date.parse(task.startedAt) : 0));
    tasks.update(run, critical, now());
    const done = run.tasks.filter(task => !['Pending', 'Running'].includes(task.status)).length;
    const backfill = backfillOf(run);
    replace(head,
      h('p', { class: 'run-status' }, badge(run.status), ` ${count(done)} of ${plural(run.tasks.length, 'task')} done · ${duration(run.durationMs ?? now() - Date.parse(run.startedAt))}`),
      progress(tally(run.tasks)),
      facts(
        ['Pipeline', pipelineLink(run.pipeline)],
        ['Business date', run.businessDate],
        ['Started', `${moment(run.startedAt, now())} (${age(run.startedAt, now())})`],
        ['Parameters', Object.entries(run.parameters ?? {}).map(([name, value]) => `${name}=${value}`).join(', ')],
        ['Only these tasks', run.select],
        ['But not these', run.exclude],
        ['Rerun of', run.rerunOf ? runLink(run.rerunOf) : null],
        ['Backfill', backfill ? backfillLink(backfill) : null]));
    drawing.mark(criticalNodes(critical.names));
  }

  function criticalNodes(names) {
    const nodeOf = new Map(nodes.flatMap(node => node.tasks.map(task => [task.name, node.id])));
    return [...new Set([...names].map(name => nodeOf.get(name)))];
  }

  function showFailedTasks() {
    tasks.scopeTo(null, '');
    tasks.showOnly('Failed');
    tasks.element.scrollIntoView({ block: 'start' });
    tasks.element.querySelector('.task-name')?.focus({ preventScroll: true });
  }

  function showChecks() {
    checks.hidden = !run.checks?.length;
    if (run.checks?.length) {
      replace(checks, h('h2', { id: 'run-checks' }, 'Checks that did not pass'), table('What the checks have found', ['Model', 'Check', 'Severity', ['Failures', 'number'], 'What is wrong'],
        run.checks.slice(0, mostChecks).map(check => [modelLink(check.model), check.check, check.severity, count(check.failures), h('span', { class: 'message' }, check.message ?? '')])),
      run.checks.length > mostChecks ? h('p', { class: 'dim' }, `The first ${mostChecks} of ${count(run.checks.length)}.`) : null);
    }
  }

  function showGraph() {
    clusters = clusters === null ? cluster(run.tasks, mostNodes) : renew(clusters, run.tasks);
    nodes = clusters.map(node => ({
      ...node,
      href: node.isTask ? linkToTask(node.id) : addressOf.node(runId, node.id),
      status: node.isTask ? node.tasks[0].status : tally(node.tasks)[0].status,
      sub: node.isTask ? describe(node.tasks[0]) : inWords(node.tasks).toLowerCase(),
      title: `${node.label}: ${node.isTask ? node.tasks[0].status : inWords(node.tasks)}`,
    }));
    if (drawing === null) {
      drawing = draw(graph, `Tasks of ${runId} by level`, nodes);
    } else {
      drawing.update(nodes);
    }
  }

  function showPublished() {
    published.hidden = run.models.length === 0;
    if (run.models.length > 0 && !published.firstChild) {
      const shown = h('div');
      published.append(
        h('h2', { id: 'run-models' }, 'Published'),
        table('Published models', ['Model', ['Rows', 'number'], ['Stored', 'number'], [h('span', { class: 'unseen' }, 'Content'), 'plain']], run.models.slice(0, mostModels).map(model => [
          modelLink(model.model), model.mediaType ? h('span', { class: 'dim' }, 'file') : count(model.rows), bytes(model.bytes),
          h('button', { type: 'button', 'aria-label': model.mediaType ? `Open report ${model.model}` : `Show rows of ${model.model}`, onclick: () => showModel(shown, model) }, model.mediaType ? 'Open report' : 'Show rows'),
        ]), 'stack'),
        run.models.length > mostModels ? h('p', { class: 'dim' }, `The first ${mostModels} of ${plural(run.models.length, 'model')}. `, h('a', { href: '#/models' }, 'All models')) : '',
        shown);
    }
  }

  async function showModel(element, model) {
    const title = h('h3', { tabindex: '-1' }, model.model);
    const place = h('div', null, h('p', { class: 'dim' }, 'Loading…'));
    replace(element, title, place);
    title.focus();
    await content(place, model.model, model.mediaType
      ? path('runs', runId, 'reports', model.model)
      : `${path('models', model.model, 'data')}?version=${encodeURIComponent(model.version)}`);
  }

  function goTo(changed) {
    const task = changed.get('task');
    const node = nodes.find(each => each.id === changed.get('node') && !each.isTask);
    if (node) {
      tasks.scopeTo(new Set(node.tasks.map(each => each.name)), node.label);
      tasks.element.scrollIntoView({ block: 'start' });
    }

    if (task !== null) {
      tasks.open(task);
    }
  }
}

function describe(task) {
  const state = task.durationMs !== null ? duration(task.durationMs) : task.status === 'Pending' ? task.group : task.status.toLowerCase();
  return task.rows > 0 ? `${state} · ${plural(task.rows, 'row')}` : state;
}
