// Events that a page may break on: names that are long, from right to left, or look like markup, and
// more channels than anybody scrolls through.

const channelCount = 2_124; // more than the page reads at once
const long = `${'a-very-long-channel-name-'.repeat(12)}end`;

export const oddNames = [
  long,
  'W'.repeat(200), // nowhere to break
  '\u05e7\u05de\u05e4\u05d9\u05d9\u05df \u05d0\u05d1\u05d9\u05d1 2025', // Hebrew
  '\u062d\u0645\u0644\u0629 \u0627\u0644\u0631\u0628\u064a\u0639 - 50%', // Arabic
  '\u202eoverride', // turns what follows around, where nothing isolates it
  '<img src=x onerror=alert(1)>',
  '{{constructor}}',
  '\ud83d\udc69\u200d\ud83d\udc67 family',
  '=1+1',
  'a,"b"',
  '(none)',
];

export const channelNames = [...oddNames, ...Array.from({ length: channelCount - oddNames.length }, (_, i) => `channel ${String(i + 1).padStart(4, '0')}`)];

function event(i, name, minute, more) {
  const time = new Date(Date.parse('2025-03-10T08:00:00Z') + (i % 5) * 86_400_000 + minute * 60_000).toISOString();
  return JSON.stringify({ event_id: `${i}-${name}`, user_pseudo_id: `user-${i}`, event_timestamp: time, event_name: name, ...more });
}

// NDJSON: one user for each channel, who buys at once; the first names buy more, so that they stand
// where they are seen.
export function hostileEvents() {
  return `${channelNames.map((channel, i) => {
    const visit = { channel, campaign: channel, page_location: `https://shop.example/${encodeURIComponent(channel.slice(0, 40).replace(/[\ud800-\udfff]/g, ''))}` };
    const value = i < oddNames.length ? '98765432.10' : '1.00';
    const purchases = Array.from({ length: i < oddNames.length ? 12 - i : 1 }, (_, k) =>
      event(i, 'purchase', 5 + k, { ...visit, event_id: `${i}-buy-${k}`, event_value: value, currency: 'EUR' }));
    return [event(i, 'page_view', 0, visit), ...purchases].join('\n');
  }).join('\n')}\n`;
}
