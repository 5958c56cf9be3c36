// The panels of the page: what each asks the API for.
import { currenciesOf, parameterOf, shownCurrency } from './currency.js';
import { rememberModels } from './models.js';
import { modelQueryOf, queryOf } from './state.js';
import { render as renderCampaigns } from './views/campaigns.js';
import { render as renderChannels } from './views/channels.js';
import { render as renderConversions } from './views/conversions.js';
import { render as renderJourney } from './views/journey.js';
import { render as renderSeries } from './views/series.js';
import { render as renderTotals } from './views/totals.js';

const campaignsShown = 25;
const conversionsShown = 15;
const mostRows = 1000; // that the API gives in one answer

const byId = (id) => document.getElementById(id);

function report(name, render, more = () => ({})) {
  return {
    name,
    root: byId(`${name}-body`),
    render,
    ask: (state) => ({ path: `/${name}`, parameters: { ...queryOf(state), ...more(state) } }),
  };
}

export function journeyAddress(state) {
  if (!state.open) return null;
  return {
    path: `/conversions/${encodeURIComponent(state.open)}`,
    parameters: { ...modelQueryOf(state), ...(state.user && { user: state.user }) },
  };
}

// `onFacets` draws what the filters offer.
export function allPanels(onFacets) {
  return [
    report('totals', renderTotals),
    report('timeseries', renderSeries),
    report('channels', (root, data) => {
      renderChannels(root, data);
      onFacets();
    }),
    report('campaigns', renderCampaigns, () => ({ limit: campaignsShown })),
    report('conversions', renderConversions, (state) => ({ limit: state.rows || conversionsShown })),
    { name: 'journey', root: byId('journey-body'), isAlwaysSeen: true, ask: journeyAddress, render: renderJourney },
    {
      name: 'facets', root: byId('filters'), isAlwaysSeen: true, render: onFacets,
      // All channels and currencies of these days; where nothing else is chosen, the panel has them.
      ask: (state) => {
        const { conversion, channel, campaign, currency, ...others } = queryOf(state);
        if (!conversion && !channel && !campaign && !currency) return null;
        return { path: '/channels', parameters: others };
      },
    },
    {
      name: 'models', root: byId('filters'), isAlwaysSeen: true, ask: () => ({ path: '/models' }),
      render: (root, { answer }) => {
        if (answer) rememberModels(answer.models);
        onFacets();
      },
    },
  ];
}

// What an export asks for: the rows of the panel, in the one currency that it shows.
export function exportParameters(name, state, totals) {
  const parameters = { ...queryOf(state), format: 'csv' };
  if (!parameters.currency && currenciesOf(totals).length > 1) parameters.currency = parameterOf(shownCurrency(state, totals));
  if (name === 'campaigns' || name === 'conversions') parameters.limit = mostRows;
  if (name === 'conversions' && state.currency === '') delete parameters.currency;
  return parameters;
}

