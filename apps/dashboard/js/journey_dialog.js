// The drawer with a conversion's journey: it is open when the address names a conversion.
import { onAction } from './dom.js';
import { changeState } from './state.js';

export function wireJourney(dialog) {
  onAction('open-journey', ({ dataset }) => changeState({ open: dataset.conversion, user: '' }));
  onAction('close-journey', () => dialog.close());
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close(); // the backdrop
  });
  dialog.addEventListener('close', () => changeState({ open: '', user: '' }));
  return {
    follow({ open }) {
      if (open === '' && dialog.open) dialog.close();
      if (open !== '' && !dialog.open) dialog.showModal();
    },
  };
}
