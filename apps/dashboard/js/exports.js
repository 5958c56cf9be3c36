// CSV exports are plain links to the API; where the API wants a token, which a link cannot send, we
// fetch the file and hand it over.
import { getBlob, hasToken } from './api.js';

function handOver(blob, file) {
  const address = URL.createObjectURL(blob);
  const handed = document.createElement('a');
  handed.href = address;
  handed.download = file;
  handed.click();
  URL.revokeObjectURL(address);
}

async function save(link) {
  handOver(await getBlob(new URL(link.href).pathname + new URL(link.href).search), link.download);
}

export function wireExports() {
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[data-export]');
    if (!link || !hasToken()) return;
    event.preventDefault();
    save(link).catch(() => link.setAttribute('data-failed', ''));
  });
}
