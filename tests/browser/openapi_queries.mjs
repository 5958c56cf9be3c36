// Checks the query endpoint and what pickers ask, as openapi.mjs checks the others.
import assert from 'node:assert/strict';

export async function checkQueries(api) {
  const queries = [{}, { metrics: 'sessions,users,events,converting_sessions,session_conversions,conversion_rate', dimensions: 'source_medium,visitor' },
    { metrics: 'conversions,revenue,average_value,conversions_share,revenue_share,days_to_convert,touchpoints', dimensions: 'channel,visitor,touch_no', compare: 'previous' },
    { metrics: 'revenue', dimensions: 'conversion_name,currency', interval: 'week', compare: 'same_days_last_year', models: 'linear,markov' },
    { interval: 'day', from: '2025-02-01', to: '2025-03-01', compare: '2025-01-01..2025-01-29', filters: '[["or",[["is","channel",["Email",null]],["contains","source",["goo"]]]]]' },
    { dimensions: 'landing_page', limit: '2', cursor: '1', order_by: 'conversions:asc:first_click,landing_page:desc' }];
  for (const query of queries) {
    await api.ask('/query', { query });
    await api.ask('/query', { query: { ...query, format: 'csv', bom: 'true' } });
  }
  const post = (body, more = {}) => api.ask('/query', { method: 'post', headers: { 'Content-Type': 'application/json' }, body, ...more });
  await post('{"metrics":["conversions"],"dimensions":["channel"],"filters":[["not",["null","campaign"]]]}');
  await post('{"metrics":["clicks"]}', { status: 400 });
  await post('{', { status: 400 });
  await post('{}', { headers: { 'Content-Type': 'text/plain' }, status: 415 });
  await api.ask('/query', { query: { metrics: 'clicks' }, status: 400 });
}

export async function checkPickers(api) {
  const { dimensions, metrics } = await api.ask('/dimensions');
  assert.ok(metrics.length > 0);
  for (const { columns } of dimensions.filter(({ operators }) => operators.length > 0)) {
    for (const dimension of columns) {
      const { data, more } = await api.ask('/values', { query: { dimension, limit: '5' } });
      assert.ok(more === 0 || data.length === 5);
      await api.ask('/values', { query: { dimension, search: 'E', from: '2025-02-01', to: '2025-03-01' } });
    }
  }
  for (const query of [{}, { dimension: 'source_medium' }, { dimension: 'colour' }, { dimension: 'channel', limit: '0' }]) {
    await api.ask('/values', { query, status: 400 });
  }
}
