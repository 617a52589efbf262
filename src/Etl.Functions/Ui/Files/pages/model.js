import { get, now, path } from '../api.js';
import { errorBlock } from '../dialogs.js';
import { facts, h, replace, table } from '../dom.js';
import { age, bytes, count, moment, plural } from '../format.js';
import { draw } from '../graph/draw.js';
import { levelsOf } from '../graph/layout.js';
import { addressOf, runLink } from '../links.js';
import { content } from './content.js';
import { quality } from './models.js';

const mostVersions = 200;
const mostPartitions = 1000;
const mostNodes = 120;

/** A model: its versions, and of one of them the rows, the lineage and the checks. */
export function modelPage(main, model, query) {
  const body = h('div', null, h('p', { class: 'dim' }, 'Loading…'));
  const preview = h('section', { 'aria-labelledby': 'model-preview' });
  const lineage = h('section', { 'aria-labelledby': 'model-lineage' });
  main.append(h('h1', { tabindex: '-1' }, model), body);
  let detail = null;
  let stopped = false;
  load();
  return {
    title: model,
    navigate: showVersion,
    stop: () => stopped = true,
  };

  async function load() {
    try {
      const { data } = await get(path('models', model));
      if (stopped) {
        return;
      }

      detail = data;
      const [latest] = detail.versions;
      body.replaceChildren(
        facts(
          ['Latest', `${moment(latest.createdAt, now())} (${age(latest.createdAt, now())})`],
          ['Business date', latest.businessDate],
          ['Rows', latest.mediaType ? null : count(latest.rows)],
          ['Stored', bytes(latest.bytes)],
          ['Checks', quality(latest.quality)],
          ['Settings', Object.entries(detail.settings).map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ')],
          ['Stale', detail.staleInputs ? `made before the newest ${detail.staleInputs.join(', ')}` : null]),
        ...[checks(), preview, lineage, partitions(), versions(), schema()].filter(part => part !== null));
      showVersion(query);
    } catch (error) {
      body.replaceChildren(errorBlock(error));
    }
  }

  function showVersion(changed) {
    if (detail === null) {
      return;
    }

    const wanted = changed.get('version');
    const version = detail.versions.find(each => each.version === wanted) ?? (wanted === null ? detail.versions[0] : { version: wanted });
    for (const link of body.querySelectorAll('[data-version]')) {
      link.removeAttribute('aria-current');
      if (link.dataset.version === version.version) {
        link.setAttribute('aria-current', 'true');
      }
    }

    const rows = h('div', null, h('p', { class: 'dim' }, 'Loading…'));
    replace(preview, h('h2', { id: 'model-preview', tabindex: '-1' }, version.mediaType ? 'Content' : 'Rows', h('small', null, ` of ${version.partition ? `${version.partition}, ` : ''}${version.version}`)), rows);
    content(rows, model, `${path('models', model, 'data')}?version=${encodeURIComponent(version.version)}`);
    showLineage(version.version, 'up');
    if (wanted !== null) {
      preview.scrollIntoView({ block: 'start' });
      preview.querySelector('h2').focus({ preventScroll: true });
    }
  }

  async function showLineage(version, direction) {
    const graph = h('div', null, h('p', { class: 'dim' }, 'Loading…'));
    const choice = (value, text) => h('button', { type: 'button', class: 'chip', 'aria-pressed': String(direction === value), 'data-key': value, onclick: () => showLineage(version, value) }, text);
    replace(lineage, h('h2', { id: 'model-lineage' }, 'Lineage'), h('div', { class: 'chips', role: 'group', 'aria-label': 'Direction' }, choice('up', 'Made from'), choice('down', 'Used for')), graph);
    try {
      const { data } = await get(`${path('models', model, 'lineage')}?version=${encodeURIComponent(version)}&direction=${direction}`);
      const nodes = data.nodes.slice(0, mostNodes);
      const levels = levelsOf(nodes.map(node => node.id), data.edges);
      const upstream = new Map(nodes.map(node => [node.id, []]));
      data.edges.forEach(edge => upstream.get(edge.to)?.push(edge.from));
      draw(graph, `Lineage of ${model}`, nodes.sort((a, b) => levels.get(a.id) - levels.get(b.id)).map(node => ({
        id: node.id,
        label: node.partition ? `${node.model}[${node.partition}]` : node.model,
        sub: [node.createdAt ? age(node.createdAt, now()) : 'no longer recorded', node.rows > 0 ? plural(node.rows, 'row') : null, ...(node.sources ?? []).map(source => source.location)].filter(Boolean).join(' · '),
        level: levels.get(node.id),
        upstream: upstream.get(node.id),
        href: addressOf.version(node.model, node.version),
        title: `${node.id}, made by ${node.task} in ${node.runId}${(node.sources ?? []).map(source => `, from ${source.location}`).join('')}`,
        isRoot: node.id === data.root,
      })));
      if (data.nodes.length > mostNodes) {
        graph.append(h('p', { class: 'dim' }, `The nearest ${mostNodes} of ${plural(data.nodes.length, 'version')}.`));
      } else if (data.nodes.length === 1) {
        graph.append(h('p', { class: 'dim' }, direction === 'up' ? 'Made from nothing that is in the registry.' : 'Nothing that is published was made from it.'));
      }
    } catch (error) {
      replace(graph, errorBlock(error));
    }
  }

  function checks() {
    return detail.checks.length === 0 ? null : h('section', { 'aria-labelledby': 'model-checks' }, h('h2', { id: 'model-checks' }, 'Checks'),
      table('Checks of the latest version', ['Check', 'Outcome', 'Severity', ['Failures', 'number'], 'What is wrong'], detail.checks.map(check => [
        check.check, quality(check.passed ? 'Passed' : 'Warned'), check.severity, count(check.failures), h('span', { class: 'message' }, check.message ?? ''),
      ]), 'stack'));
  }

  function partitions() {
    if (!detail.partitions) {
      return null;
    }

    const shown = detail.partitions.slice(-mostPartitions);
    const status = { Current: ['Succeeded', '✓'], Stale: ['Cancelled', '!'], Missing: ['Failed', '✕'] };
    return h('section', { 'aria-labelledby': 'model-partitions' }, h('h2', { id: 'model-partitions' }, 'Partitions'),
      h('p', { class: 'dim' }, Object.keys(status).map(state => `${count(detail.partitions.filter(each => each.state === state).length)} ${state.toLowerCase()}`).join(', ')),
      h('ul', { class: 'partitions' }, shown.map(({ partition, state, version, staleInputs }) => {
        const text = [h('span', { 'aria-hidden': 'true' }, status[state]?.[1] ?? '?'), ` ${partition}`, h('span', { class: 'unseen' }, ` ${state}`)];
        const title = staleInputs ? `${state}: made before the newest ${staleInputs.join(', ')}` : state;
        return h('li', { 'data-status': status[state]?.[0], title }, version ? h('a', { href: addressOf.version(model, version), 'data-version': version }, text) : text);
      })),
      detail.partitions.length > mostPartitions ? h('p', { class: 'dim' }, `The last ${mostPartitions} of ${count(detail.partitions.length)}.`) : null);
  }

  function versions() {
    const shown = detail.versions.slice(0, mostVersions);
    const partitioned = shown.some(version => version.partition);
    return h('section', { 'aria-labelledby': 'model-versions' }, h('h2', { id: 'model-versions' }, 'Versions'),
      table('Versions, newest first', ['Version', partitioned ? 'Partition' : null, 'Business date', 'Made', ['Rows', 'number'], 'Checks', 'Run'].filter(column => column !== null), shown.map(version => [
        h('a', { href: addressOf.version(model, version.version), 'data-version': version.version }, version.version),
        partitioned ? version.partition ?? '' : null,
        version.businessDate,
        h('time', { datetime: version.createdAt, title: moment(version.createdAt, now()) }, age(version.createdAt, now())),
        version.mediaType ? h('span', { class: 'dim' }, 'file') : count(version.rows),
        quality(version.quality),
        runLink(version.runId, version.version),
      ].filter(cell => cell !== null)), 'stack'),
      detail.versions.length > mostVersions ? h('p', { class: 'dim' }, `The newest ${mostVersions} of ${count(detail.versions.length)}.`) : null);
  }

  function schema() {
    return detail.schema ? h('section', { 'aria-labelledby': 'model-schema' }, h('h2', { id: 'model-schema' }, 'Columns'),
      table('Columns of the latest version', ['Column', 'Type', 'Can be null'], (detail.schema.columns ?? []).map(column => [column.name, column.type, column.isNullable ? 'yes' : 'no']))) : null;
  }
}
