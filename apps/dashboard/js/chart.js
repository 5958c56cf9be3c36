// Apache ECharts, which is large: loaded when the numbers stand on the page, and only once.

let loading = null;

async function library() {
  // A classic build: it leaves its name on the global object.
  loading ??= import('../vendor/echarts.common.min.js').then(() => globalThis.echarts);
  return loading;
}

const charts = new WeakMap();

const names = ['first', 'last', 'text', 'text-quiet', 'surface', 'line', 'line-strong'];

// The colours that the variables of vars.css have now.
export function palette() {
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
  const latest = { option };
  const known = charts.get(root);
  if (known) {
    known.latest = latest;
    known.chart?.setOption(option, { notMerge: false, lazyUpdate: true });
    return;
  }
  const entry = { latest, chart: null };
  charts.set(root, entry);
  try {
    await painted();
    const echarts = await library();
    entry.chart = echarts.init(root, null, { renderer: 'canvas' });
    entry.chart.setOption(entry.latest.option);
    new ResizeObserver(() => entry.chart.resize()).observe(root);
    root.dataset.ready = 'true';
  } catch {
    // Without the library the table below says the same.
    root.dataset.ready = 'failed';
  }
}
