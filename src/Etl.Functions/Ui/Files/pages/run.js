import { get, newKey, now, path, post } from '../api.js';
import { confirm, errorBlock } from '../dialogs.js';
import { facts, h, replace, table } from '../dom.js';
import { age, bytes, count, duration, moment, plural } from '../format.js';
import { cluster } from '../graph/cluster.js';
import { criticalPath } from '../graph/critical.js';
import { draw } from '../graph/draw.js';
import { poll } from '../poll.js';
import { badge, hasEnded, tally } from '../status.js';
import { content } from './content.js';
import { errorText, progress, timeline } from './timeline.js';

const whileRunning = 1000;
const whileIdle = 60_000;
const mostNodes = 120;
const mostFailures = 5;

/** A run: how far it is, its graph, its timeline, its errors, and what can be done about it. */
export function runPage(main, runId, query, host) {
  const linkToTask = name => `#/runs/${encodeURIComponent(runId)}?task=${encodeURIComponent(name)}`;
  const linkToNode = id => `#/runs/${encodeURIComponent(runId)}?node=${encodeURIComponent(id)}`;
  const head = h('div', { class: 'run-head' });
  const actions = h('div', { class: 'buttons' });
  const failures = h('section', { 'aria-label': 'What failed', hidden: true });
  const checks = h('section', { 'aria-labelledby': 'run-checks', hidden: true });
  const graph = h('div');
  const published = h('section', { 'aria-labelledby': 'run-models', hidden: true });
  const tasks = timeline(linkToTask);
  const body = h('div', { hidden: true },
    head, actions, failures, checks,
    h('section', { 'aria-labelledby': 'run-graph' }, h('h2', { id: 'run-graph' }, 'Graph'), graph),
    h('section', { 'aria-labelledby': 'run-tasks' }, h('h2', { id: 'run-tasks' }, 'Timeline'), tasks.element),
    published);
  const outcome = h('div');
  const loading = h('p', { class: 'dim' }, 'Loading…');
  main.append(h('h1', { tabindex: '-1' }, runId), outcome, loading, body);

  const buttons = {
    cancel: h('button', { type: 'button', onclick: cancel }, 'Cancel the run'),
    fromFailed: h('button', { type: 'button', class: 'primary', onclick: () => rerun(true) }, 'Rerun from the failed tasks'),
    rerun: h('button', { type: 'button', onclick: () => rerun(false) }, 'Rerun all'),
  };
  actions.append(buttons.fromFailed, buttons.cancel, buttons.rerun);

  // A repetition after a lost answer starts no second run.
  const logs = new Map();
  const rerunKeys = { true: newKey(), false: newKey() };
  let run = null;
  let drawing = null;
  let nodes = [];
  let upstreamOf = null;
  let ticking = null;
  const polling = poll(async () => {
    const answer = await get(path('runs', runId));
    host.connected(null);
    if (answer.isNew || run === null) {
      const first = run === null;
      run = await complete(answer.data);
      show(first);
    }

    return hasEnded(run.status) ? whileIdle : whileRunning;
  }, error => {
    if (run === null) {
      loading.remove();
      replace(outcome, errorBlock(error));
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
    loading.remove();
    body.hidden = false;
    document.title = `${run.status} · ${runId} · etl`;
    const failed = run.tasks.filter(task => task.status === 'Failed');
    showTime();
    showActions(failed);
    showFailures(failed);
    showChecks();
    showGraph();
    showPublished();
    host.announce(`Run ${run.status}. ${tally(run.tasks).map(({ status, count: number }) => `${count(number)} ${status}`).join(', ')}.`);
    clearInterval(ticking);
    if (!hasEnded(run.status)) {
      ticking = setInterval(showTime, 1000);
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
    replace(head,
      h('p', { class: 'run-status' }, badge(run.status), ` ${count(done)} of ${plural(run.tasks.length, 'task')} · ${duration(run.durationMs ?? now() - Date.parse(run.startedAt))}`),
      progress(run.tasks),
      facts(
        ['Pipeline', h('a', { href: `#/pipelines/${encodeURIComponent(run.pipeline)}`, 'data-key': 'pipeline' }, run.pipeline)],
        ['Business date', run.businessDate],
        ['Started', `${moment(run.startedAt, now())} (${age(run.startedAt, now())})`],
        ['Rerun of', run.rerunOf ? h('a', { href: `#/runs/${encodeURIComponent(run.rerunOf)}`, 'data-key': 'rerunOf' }, run.rerunOf) : null]));
    if (drawing) {
      drawing.mark(criticalNodes(critical.names));
    }
  }

  function criticalNodes(names) {
    const nodeOf = new Map(nodes.flatMap(node => node.tasks.map(task => [task.name, node.id])));
    return [...new Set([...names].map(name => nodeOf.get(name)))];
  }

  function showActions(failed) {
    const ended = hasEnded(run.status);
    const hidden = { cancel: ended, rerun: !ended, fromFailed: !ended || run.status === 'Succeeded' };
    const losesFocus = Object.keys(hidden).some(name => hidden[name] && buttons[name] === document.activeElement);
    for (const name of Object.keys(hidden)) {
      buttons[name].hidden = hidden[name];
    }

    buttons.fromFailed.textContent = failed.length > 0 ? 'Rerun from the failed tasks' : 'Rerun what was not done';
    if (losesFocus) {
      main.querySelector('h1').focus({ preventScroll: true });
    }
  }

  function showFailures(failed) {
    failures.hidden = failed.length === 0 && !run.error;
    const parts = [];
    if (run.error) {
      parts.push(errorText(run.error));
    }

    for (const task of failed.slice(0, mostFailures)) {
      parts.push(h('div', { class: 'failure' },
        h('h2', null, 'Failed: ', h('a', { href: linkToTask(task.name), 'data-key': `failure ${task.name}` }, task.name)),
        task.error ? errorText(task.error) : null,
        logOf(task)));
    }

    if (failed.length > mostFailures) {
      parts.push(h('p', null, `and ${plural(failed.length - mostFailures, 'more failed task')}, see the timeline`));
    }

    replace(failures, parts);
  }

  /** The lines of a task: asked for when they are opened, and kept over later updates of the page. */
  function logOf(task) {
    const key = `${task.name} ${task.attempts}`;
    if (!logs.has(key)) {
      const lines = h('pre', { class: 'document', tabindex: '0' }, 'Loading…');
      let isAsked = false;
      const load = async () => {
        if (isAsked) {
          return;
        }

        isAsked = true;
        try {
          const answer = await get(`${path('runs', runId, 'logs')}?task=${encodeURIComponent(task.name)}`);
          const texts = answer.data.map(line => `${line.time.slice(11, 19)} ${line.level}: ${line.message}\n`);
          replace(lines, texts.length === 0 ? 'Nothing was logged.' : texts.join(''));
        } catch (error) {
          isAsked = false;
          replace(lines, error.message);
        }
      };
      logs.set(key, h('details', { ontoggle: load }, h('summary', { 'data-key': `log ${task.name}` }, 'Log'), lines));
    }

    return logs.get(key);
  }

  function showChecks() {
    checks.hidden = !run.checks?.length;
    if (run.checks?.length) {
      replace(checks, h('h2', { id: 'run-checks' }, 'Checks that did not pass'), table('Checks that did not pass', ['Model', 'Check', 'Severity', ['Failures', 'number'], 'What is wrong'],
        run.checks.map(check => [modelLink(check.model), check.check, check.severity, count(check.failures), h('span', { class: 'message' }, check.message ?? '')])));
    }
  }

  function showGraph() {
    nodes = cluster(run.tasks, mostNodes).map(node => ({
      ...node,
      href: node.isTask ? linkToTask(node.id) : linkToNode(node.id),
      status: node.isTask ? node.tasks[0].status : tally(node.tasks)[0].status,
      sub: node.isTask ? describe(node.tasks[0]) : tally(node.tasks).map(({ status, count: number }) => `${count(number)} ${status.toLowerCase()}`).join(', '),
      title: `${node.label}: ${node.isTask ? node.tasks[0].status : tally(node.tasks).map(({ status, count: number }) => `${count(number)} ${status}`).join(', ')}`,
    }));
    if (drawing === null) {
      drawing = draw(graph, `Tasks of ${runId} by level`, nodes);
    } else {
      drawing.update(nodes);
    }

    drawing.mark(criticalNodes(criticalPath(run.tasks, task => task.durationMs).names));
  }

  function showPublished() {
    published.hidden = run.models.length === 0;
    if (run.models.length > 0 && !published.firstChild) {
      const shown = h('div');
      published.append(
        h('h2', { id: 'run-models' }, 'Published'),
        table('Published models', ['Model', ['Rows', 'number'], ['Stored', 'number'], ''], run.models.map(model => [
          modelLink(model.model), model.mediaType ? '' : count(model.rows), bytes(model.bytes),
          h('button', { type: 'button', 'aria-label': `Show ${model.model}`, onclick: () => showModel(shown, model) }, model.mediaType ? 'Open report' : 'Show rows'),
        ])),
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

  async function cancel() {
    if (await confirm('Cancel this run?', 'Tasks that run are asked to stop, no other starts, and nothing of this run is published.', 'Cancel the run')) {
      await act(() => post(path('runs', runId, 'cancel'), {}), () => {
        replace(outcome, h('p', { class: 'notice', role: 'status' }, 'Cancelling: running tasks have a few seconds to stop.'));
        polling.now();
      });
    }
  }

  async function rerun(fromFailed) {
    await act(() => post(path('runs', runId, 'rerun'), { fromFailed }, rerunKeys[fromFailed]), answer => location.hash = `#/runs/${encodeURIComponent(answer.runId)}`);
  }

  async function act(request, then) {
    const all = Object.values(buttons);
    all.forEach(button => button.disabled = true);
    replace(outcome);
    try {
      then(await request());
    } catch (error) {
      replace(outcome, errorBlock(error));
    } finally {
      all.forEach(button => button.disabled = false);
    }
  }
}

function describe(task) {
  return task.durationMs !== null ? `${duration(task.durationMs)}${task.rows > 0 ? ` · ${plural(task.rows, 'row')}` : ''}` : task.status === 'Pending' ? task.group : task.status.toLowerCase();
}

function modelLink(model) {
  return h('a', { href: `#/models/${encodeURIComponent(model)}`, 'data-key': `model ${model}` }, model);
}
