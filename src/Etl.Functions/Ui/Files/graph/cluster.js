// Makes a graph that a person can look at of one that is too large: tasks of a group and a level become one node.

const deepest = 8;

/**
 * Tasks are { name, group, level, upstream } in run order. Returns nodes { id, label, level, tasks, upstream }, at most `limit` of them:
 * each task by itself where they fit, otherwise the deepest groups that do, otherwise levels, otherwise ranges of levels.
 */
export function cluster(tasks, limit) {
  if (tasks.length <= limit) {
    return tasks.map(task => ({ id: task.name, label: task.name, level: task.level, tasks: [task], upstream: task.upstream ?? [], isTask: true }));
  }

  const levels = tasks.reduce((most, task) => Math.max(most, task.level), 1);
  const span = Math.ceil(levels / limit);
  for (let depth = deepest; depth > 0; depth--) {
    const named = task => task.group.split('/').slice(0, depth).join('/');
    if (areFew(tasks, task => `${task.level} ${named(task)}`, limit)) {
      return join(tasks, task => task.level, (level, group) => group || `Level ${level}`, named);
    }
  }

  const bucket = task => Math.floor((task.level - 1) / span);
  const label = number => span === 1 ? `Level ${number + 1}` : `Levels ${number * span + 1} to ${Math.min(levels, (number + 1) * span)}`;
  return join(tasks, bucket, label, () => '');
}

/** Whether the tasks have at most so many keys. */
function areFew(tasks, keyOf, limit) {
  const keys = new Set();
  for (const task of tasks) {
    if (keys.add(keyOf(task)).size > limit) {
      return false;
    }
  }

  return true;
}

/** The same nodes with the tasks as they are now, which are others of the same names. */
export function renew(nodes, tasks) {
  const named = new Map(tasks.map(task => [task.name, task]));
  return nodes.map(node => ({ ...node, tasks: node.tasks.map(task => named.get(task.name)) }));
}

function join(tasks, levelOf, labelOf, groupOf) {
  const nodes = new Map();
  const nodeOf = new Map();
  for (const task of tasks) {
    const level = levelOf(task);
    const group = groupOf(task);
    const id = `${level} ${group}`;
    if (!nodes.has(id)) {
      nodes.set(id, { id, label: labelOf(level, group), level, tasks: [], upstream: new Set(), isTask: false });
    }

    nodes.get(id).tasks.push(task);
    nodeOf.set(task.name, id);
  }

  for (const task of tasks) {
    const to = nodeOf.get(task.name);
    for (const name of task.upstream ?? []) {
      const from = nodeOf.get(name);
      if (from !== undefined && from !== to) {
        nodes.get(to).upstream.add(from);
      }
    }
  }

  return [...nodes.values()].map(node => ({ ...node, upstream: [...node.upstream] }));
}
