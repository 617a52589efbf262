import { get, now, path } from '../api.js';
import { errorBlock } from '../dialogs.js';
import { facts, h, replace, table } from '../dom.js';
import { age, duration, plural } from '../format.js';
import { cluster } from '../graph/cluster.js';
import { draw } from '../graph/draw.js';
import { poll, refresher } from '../poll.js';
import { badge, hasEnded } from '../status.js';
import { bars } from './pipelines.js';
import { openStart } from './start.js';

const whileRunning = 2000;
const whileIdle = 15_000;
const mostNodes = 120;
const mostTasks = 500;

/** A pipeline: its graph, its tasks, its last runs. */
export function pipelinePage(main, pipeline, query, host) {
  const plan = h('div', null, h('p', { class: 'dim' }, 'Loading…'));
  const runs = h('section', { 'aria-labelledby': 'pipeline-runs' });
  main.append(
    h('div', { class: 'card-head' },
      h('h1', { tabindex: '-1' }, pipeline),
      h('button', { type: 'button', class: 'primary', onclick: () => openStart(pipeline) }, 'Start')),
    runs,
    plan);
  showPlan();
  const isDue = refresher();
  const polling = poll(async () => {
    const { data, isNew } = await get('runs');
    host.connected(null);
    const own = data.filter(run => run.pipeline === pipeline);
    if (isDue(isNew)) {
      replace(runs, h('h2', { id: 'pipeline-runs' }, 'Last runs'), own.length === 0
        ? h('p', { class: 'dim' }, 'No run among the newest 100 of this app.')
        : [bars(own), table('Last runs', ['Run', 'Status', 'Started', ['Duration', 'number']], own.slice(0, 10).map(run => [
          h('a', { href: `#/runs/${encodeURIComponent(run.runId)}`, 'data-key': run.runId }, run.runId), badge(run.status), age(run.startedAt, now()), duration(run.durationMs),
        ]))]);
    }

    return own.some(run => !hasEnded(run.status)) ? whileRunning : whileIdle;
  }, error => host.connected(error));
  return { title: pipeline, stop: polling.stop, navigate: goTo };

  function goTo(query) {
    const row = [...plan.querySelectorAll('[data-task]')].find(cell => cell.dataset.task === query.get('task'));
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
            ['Schedules', data.schedules.map(schedule => `${schedule.name} at ${schedule.at.slice(0, 5)} ${schedule.timeZone}`).join(', ')],
            ['Parameters', data.parameters.map(parameter => parameter.name).join(', ')],
            ['Reads from elsewhere', data.externalModels.map((model, i) => [i > 0 ? ', ' : '', modelLink(model)])])),
        h('section', { 'aria-labelledby': 'plan-graph' }, h('h2', { id: 'plan-graph' }, 'Graph'), graph),
        h('section', { 'aria-labelledby': 'plan-tasks' }, h('h2', { id: 'plan-tasks' }, 'Tasks'), tasks(data.tasks)));
      draw(graph, `Tasks of ${pipeline} by level`, cluster(data.tasks, mostNodes).map(node => ({
        ...node,
        href: `#/pipelines/${encodeURIComponent(pipeline)}?task=${encodeURIComponent(node.tasks[0].name)}`,
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
      table('Tasks', [['Level', 'number'], 'Task', 'Group', 'Makes', 'What it does', 'Tags'], all.slice(0, mostTasks).map(task => [
        task.level, h('span', { 'data-task': task.name, tabindex: '-1' }, task.name), task.group, task.provides.map((model, i) => [i > 0 ? ', ' : '', modelLink(model)]), task.description ?? '', (task.tags ?? []).join(', '),
      ])),
      all.length > mostTasks ? h('p', { class: 'dim' }, `The first ${mostTasks} of ${plural(all.length, 'task')}.`) : null,
    ];
  }
}

function modelLink(model) {
  return h('a', { href: `#/models/${encodeURIComponent(model)}` }, model);
}
