import { actor } from '../act.js';
import { get, now, path, post } from '../api.js';
import { errorBlock } from '../dialogs.js';
import { facts, h, replace, table } from '../dom.js';
import { age, duration, plural } from '../format.js';
import { cluster } from '../graph/cluster.js';
import { draw } from '../graph/draw.js';
import { addressOf, backfillLink, modelLink, runLink } from '../links.js';
import { poll, refresher } from '../poll.js';
import { backfillOf, badge, hasEnded } from '../status.js';
import { bars, describe } from './pipelines.js';
import { openStart } from './start.js';
import { openBackfill } from './startBackfill.js';

const whileRunning = 2000;
const whileIdle = 15_000;
const listedRuns = 10;
const askedRuns = 100;
const mostNodes = 120;
const mostTasks = 500;

/** A pipeline: whether it is paused, its last runs, its graph and its tasks. */
export function pipelinePage(main, pipeline, query, host) {
  const outcome = h('div');
  const state = h('div');
  const runs = h('section', { 'aria-labelledby': 'pipeline-runs' });
  const plan = h('div', null, h('p', { class: 'dim' }, 'Loading…'));
  const button = (text, onclick, style) => h('button', { type: 'button', class: style, hidden: true, onclick }, text);
  const buttons = {
    start: button('Start', () => openStart(pipeline), 'primary'),
    backfill: button('Backfill', () => openBackfill(pipeline)),
    pause: button('Pause', () => ask('pause', 'It is paused: no run of it is started, neither by its schedules nor by hand. Runs that are under way go on.')),
    unpause: button('Unpause', () => ask('unpause', 'It is not paused any more. What its schedules would have started in the meantime is not made up for.'), 'primary'),
  };
  main.append(
    h('div', { class: 'card-head' }, h('h1', { tabindex: '-1' }, pipeline), h('div', { class: 'buttons' }, Object.values(buttons))),
    outcome, state, runs, plan);
  showPlan();
  const act = actor(outcome, Object.values(buttons), host);
  const isDue = refresher();
  const polling = poll(
    () => Promise.all([get('pipelines'), get(`runs?pipeline=${encodeURIComponent(pipeline)}&limit=${askedRuns}`)]),
    ([list, page]) => {
      host.connected(null);
      if (isDue(list.isNew || page.isNew)) {
        showState(list.data.find(each => each.name === pipeline));
        showRuns(page);
      }

      return page.data.some(run => !hasEnded(run.status)) ? whileRunning : whileIdle;
    },
    error => host.connected(error));
  return { title: pipeline, stop: polling.stop, navigate: goTo };

  /** Nothing is known of a pipeline that the app has no more, but for its runs. */
  function showState(known) {
    const paused = known?.paused === true;
    const focused = Object.values(buttons).find(each => each === document.activeElement);
    buttons.start.hidden = buttons.backfill.hidden = buttons.pause.hidden = known === undefined || paused;
    buttons.unpause.hidden = !paused;
    if (focused?.hidden) {
      (paused ? buttons.unpause : buttons.pause).focus();
    }

    replace(state,
      paused ? h('p', null, badge('Paused'), ' No run of it is started, neither by its schedules nor by hand.') : null,
      known ? h('p', { class: 'dim' }, known.schedules.map((schedule, i) => `${i > 0 ? ' · ' : ''}${describe(schedule, known.nextRunAt?.[schedule.name])}`)) : null);
  }

  function showRuns({ data, after }) {
    const backfills = [...new Set(data.map(backfillOf))].filter(id => id !== null);
    replace(runs, h('h2', { id: 'pipeline-runs' }, 'Last runs'),
      data.length === 0
        ? h('p', { class: 'dim' }, after === null ? 'No run yet.' : 'No run among the newest of this app.')
        : [bars(data), table('The last runs', ['Status', ['Run', 'plain'], 'Business date', 'Started', ['Duration', 'number']], data.slice(0, listedRuns).map(run => [
          badge(run.status), runLink(run.runId), run.businessDate ?? '', age(run.startedAt, now()), duration(run.durationMs),
        ]), 'stack')],
      data.length > listedRuns || after !== null ? h('p', null, h('a', { href: addressOf.runs({ pipeline }), 'data-key': 'all runs' }, 'All its runs')) : null,
      backfills.length > 0 ? h('p', null, 'Backfills: ', backfills.map((id, i) => [i > 0 ? ', ' : '', backfillLink(id)])) : null);
  }

  function ask(verb, told) {
    return act(() => post(path('pipelines', pipeline, verb), {}), () => {
      polling.now();
      return told;
    });
  }

  function goTo(changed) {
    const row = [...plan.querySelectorAll('[data-task]')].find(cell => cell.dataset.task === changed.get('task'));
    row?.scrollIntoView({ block: 'center' });
    row?.focus({ preventScroll: true });
  }

  async function showPlan() {
    try {
      const { data } = await get(path('pipelines', pipeline));
      const graph = h('div');
      plan.replaceChildren(
        h('section', null,
          data.description ? h('p', null, data.description) : null,
          facts(
            ['Tasks', plural(data.tasks.length, 'task')],
            ['Parameters', data.parameters.map(parameter => parameter.name).join(', ')],
            ['Reads from elsewhere', data.externalModels.map((model, i) => [i > 0 ? ', ' : '', modelLink(model)])])),
        h('section', { 'aria-labelledby': 'plan-graph' }, h('h2', { id: 'plan-graph' }, 'Graph'), graph),
        h('section', { 'aria-labelledby': 'plan-tasks' }, h('h2', { id: 'plan-tasks' }, 'Tasks'), tasks(data.tasks)));
      draw(graph, `Tasks of ${pipeline} by level`, cluster(data.tasks, mostNodes).map(node => ({
        ...node,
        href: `${addressOf.pipeline(pipeline)}?task=${encodeURIComponent(node.tasks[0].name)}`,
        sub: node.isTask ? node.tasks[0].group : plural(node.tasks.length, 'task'),
        title: node.isTask ? `${node.label}${node.tasks[0].description ? `: ${node.tasks[0].description}` : ''}` : `${node.label}, ${plural(node.tasks.length, 'task')}`,
        tasks: undefined,
      })));
      goTo(query);
    } catch (error) {
      plan.replaceChildren(errorBlock(error));
    }
  }

  function tasks(all) {
    return [
      table('Tasks in run order', ['Task', ['Level', 'number'], 'Group', 'Makes', 'What it does', 'Tags'], all.slice(0, mostTasks).map(task => [
        h('span', { 'data-task': task.name, tabindex: '-1' }, task.name), task.level, task.group, task.provides.map((model, i) => [i > 0 ? ', ' : '', modelLink(model)]), task.description ?? '', (task.tags ?? []).join(', '),
      ]), 'stack'),
      all.length > mostTasks ? h('p', { class: 'dim' }, `The first ${mostTasks} of ${plural(all.length, 'task')}.`) : null,
    ];
  }
}
