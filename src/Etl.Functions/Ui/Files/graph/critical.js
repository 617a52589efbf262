/**
 * The chain of dependent tasks that takes longest: what the run would last if nothing else had to be waited for.
 * Tasks are { name, upstream } in run order; msOf gives how long each took. Returns { names: Set from the first to the last, ms }.
 */
export function criticalPath(tasks, msOf) {
  const ways = new Map();
  let last = null;
  for (const task of tasks) {
    let before = null;
    for (const name of task.upstream ?? []) {
      const way = ways.get(name);
      if (way && (before === null || way.ms > before.ms)) {
        before = way;
      }
    }

    const way = { name: task.name, before, ms: (before?.ms ?? 0) + (msOf(task) ?? 0) };
    ways.set(task.name, way);
    if (last === null || way.ms > last.ms) {
      last = way;
    }
  }

  const names = [];
  for (let way = last?.ms > 0 ? last : null; way !== null; way = way.before) {
    names.push(way.name);
  }

  return { names: new Set(names.reverse()), ms: last?.ms ?? 0 };
}
