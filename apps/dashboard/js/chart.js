// Apache ECharts, which is large: loaded when the numbers stand on the page, and only once.

let loading = null;

async function library() {
  // A classic build: it leaves its name on the global object.
  loading ??= import('../vendor/echarts.common.min.js').then(() => globalThis.echarts);
  return loading;
}

const charts = new WeakMap();

const names = ['model-a', 'model-b', 'text', 'text-quiet', 'surface', 'line', 'line-strong'];

const known = new Map();

// The colours that the variables of vars.css have now.
export function palette() {
  const scheme = document.documentElement.dataset.theme ?? String(matchMedia('(prefers-color-scheme: dark)').matches);
  if (!known.has(scheme)) known.set(scheme, readPalette());
  return known.get(scheme);
}

function readPalette() {
  const probe = document.createElement('div');
  probe.hidden = true;
  for (const name of names) {
    const part = document.createElement('span');
    part.style.color = `var(--${name})`;
    probe.append(part);
  }
  document.body.append(probe);
  const colours = [...probe.children].map((part) => getComputedStyle(part).color);
  probe.remove();
  return Object.fromEntries(names.map((name, i) => [name, colours[i]]));
}

function painted() {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
  });
}

// Draws `option` into `root`, whose size the chart follows.
export async function drawChart(root, option) {
  const drawn = charts.get(root);
  if (drawn) {
    drawn.option = option;
    drawn.chart?.setOption(option, { lazyUpdate: true });
    return;
  }
  const entry = { option, chart: null };
  charts.set(root, entry);
  try {
    await painted();
    const echarts = await library();
    entry.chart = echarts.init(root, null, { renderer: 'canvas' });
    entry.chart.setOption(entry.option);
    new ResizeObserver(() => entry.chart.resize()).observe(root);
    root.dataset.ready = 'true';
  } catch {
    // Without the library the table below says the same.
    root.dataset.ready = 'failed';
  }
}
