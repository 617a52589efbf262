import { path, post } from '../api.js';
import { h } from '../dom.js';
import { addressOf } from '../links.js';
import { field, openForm, readRun, runFields, value } from './form.js';

/** Asks for what a run is started with, starts it, and goes to its page. */
export function openStart(pipeline) {
  return openForm({
    title: `Start ${pipeline}`,
    verb: 'Start the run',
    pipeline,
    fieldsOf: plan => [
      field('Business date', h('input', { type: 'date', name: 'businessDate', id: 'form-date' }), 'The day that the data is about. Empty: as the pipeline says.'),
      ...runFields(plan),
    ],
    async send(form, key) {
      const body = readRun(form);
      if (value(form, 'businessDate')) {
        body.businessDate = value(form, 'businessDate');
      }

      const run = await post(`${path('pipelines', pipeline)}/runs`, body, key);
      return addressOf.run(run.runId);
    },
  });
}
