import { path, post } from '../api.js';
import { h } from '../dom.js';
import { addressOf } from '../links.js';
import { checkbox, field, isChecked, mistake, openForm, readRun, runFields, value } from './form.js';

const mostParallel = 50;

/** Asks for a range of business dates, starts a run for each, and goes to the page that follows them. */
export function openBackfill(pipeline) {
  return openForm({
    title: `Backfill ${pipeline}`,
    verb: 'Start the backfill',
    pipeline,
    fieldsOf: plan => [
      h('p', { class: 'dim' }, 'One run for each day; for each month or year where the pipeline makes no smaller partitions. The oldest comes first.'),
      h('div', { class: 'pair' },
        field('From', h('input', { type: 'date', name: 'from', id: 'form-from', required: true }), 'The first business date.'),
        field('To', h('input', { type: 'date', name: 'to', id: 'form-to', required: true }), 'The last one, which is included.')),
      field('Runs at a time', h('input', { type: 'number', name: 'maxParallel', id: 'form-parallel', min: 1, max: mostParallel, value: 1 }), `1 to ${mostParallel}.`),
      checkbox('missingOnly', 'Only dates of which a partition is missing'),
      ...runFields(plan),
    ],
    async send(form, key) {
      const body = { ...readRun(form), from: value(form, 'from'), to: value(form, 'to'), missingOnly: isChecked(form, 'missingOnly') };
      if (!body.from || !body.to) {
        throw mistake('Two dates are needed', 'Give the first and the last business date.');
      }

      if (value(form, 'maxParallel')) {
        body.maxParallel = Number(value(form, 'maxParallel'));
      }

      const backfill = await post(`${path('pipelines', pipeline)}/backfills`, body, key);
      return addressOf.backfill(backfill.id);
    },
  });
}
