import { h } from './dom.js';

// Addresses of pages, and links to them. A link keeps the focus when what is around it is shown anew.

export const addressOf = {
  pipeline: name => `#/pipelines/${encodeURIComponent(name)}`,
  run: id => `#/runs/${encodeURIComponent(id)}`,
  task: (run, name) => `#/runs/${encodeURIComponent(run)}?task=${encodeURIComponent(name)}`,
  node: (run, id) => `#/runs/${encodeURIComponent(run)}?node=${encodeURIComponent(id)}`,
  backfill: id => `#/backfills/${encodeURIComponent(id)}`,
  model: name => `#/models/${encodeURIComponent(name)}`,
  version: (model, version) => `#/models/${encodeURIComponent(model)}?version=${encodeURIComponent(version)}`,

  runs: filter => `#/runs${queryOf(filter)}`,
};

/** Names and values as a query; what is empty is left out. */
export function queryOf(values) {
  const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value)).toString();
  return query ? `?${query}` : '';
}

export const pipelineLink = (name, of = '') => link(addressOf.pipeline(name), name, `pipeline ${name} ${of}`);

export const runLink = (id, of = '') => link(addressOf.run(id), id, `run ${id} ${of}`);

export const backfillLink = id => link(addressOf.backfill(id), id, `backfill ${id}`);

export const modelLink = name => link(addressOf.model(name), name, `model ${name}`);

const link = (href, text, key) => h('a', { href, 'data-key': key }, text);
