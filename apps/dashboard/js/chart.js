// Apache ECharts, which is large: loaded when the numbers stand on the page, and only once.

let loading = null;

async function library() {
  // A classic build: it leaves its name on the global object.
  loading ??= import('../vendor/echarts.common.min.js').then(() => globalThis.echarts);
  return loading;
}

const charts = new WeakMap();

// The colour that a variable of vars.css has now.
export function colour(name) {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  probe.hidden = true;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
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
