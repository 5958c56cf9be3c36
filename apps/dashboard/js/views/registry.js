// The views of the page, in the order of the navigation.
//
// To add a view, write views/NAME.js, which exports `view`, and name it here and in `view` of
// state.js. A view is
//
//   { name, title, panels: [panel, ...] }
//
// and a panel
//
//   { name            its section is .panel.panel-NAME, its body #NAME-body
//     title           the heading
//     ask(context)    {name: question or null}, by `ask` or `read` of questions.js. A question that
//                     `isOptional` waits for the others, and the panel is drawn without its answer.
//     content(context)  nodes for the body, once every question that is not optional has its answer
//     tools(context)  nodes beside the heading, drawn before there are answers, too; may be left out
//     failed(error)   what stands in the body where it could not be read; without it the page says so
//     lines           of the skeleton; css/views.css gives the body its height while it waits
//     wire(section)   for what is not drawn from answers, as the list of events; may be left out }
//
// The context is {state, answers, status, models, events}: what the address says (state.js), the
// answers by the names of `ask` (null before the first), the newest /status, what /models
// says (null before it has), and the live events (live_feed.js). `ask` sees the answers that came,
// so that one question can depend on another. Both functions are pure: they read the context and
// change nothing; actions (data-action, dom.js) change the address, and the shell draws again. The
// shell dims what is old, draws skeletons, and says errors once for the page.
//
// Views load when they are first shown; only the overview comes with the page. A panel may be
// {name, title, lines, load} instead, where load() brings all of it: it does when the panels that
// came at once show their figures.
import { view as overview } from './overview.js';

export const views = [
  { name: 'overview', title: 'Overview', load: async () => overview },
  { name: 'compare', title: 'Compare', load: async () => (await import('./compare.js')).view },
  { name: 'paths', title: 'Paths', load: async () => (await import('./paths.js')).view },
  { name: 'explore', title: 'Explore', load: async () => (await import('./explore.js')).view },
  { name: 'conversions', title: 'Conversions', load: async () => (await import('./conversions.js')).view },
  { name: 'quality', title: 'Data quality', load: async () => (await import('./quality.js')).view },
];

export function viewOf({ view }) {
  return views.find(({ name }) => name === view) ?? views[0];
}
