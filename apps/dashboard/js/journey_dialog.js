// The side panel with a conversion's journey: it is open when the address names a conversion.
import { onAction } from './dom.js';
import { changeState } from './state.js';

export function wireJourney(dialog) {
  let shown = '';
  onAction('open-journey', ({ dataset }) => changeState({ open: dataset.conversion, user: '' }));
  onAction('close-journey', () => dialog.close());
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close(); // the backdrop
  });
  dialog.addEventListener('close', () => changeState({ open: '', user: '' }));
  return {
    // Whether it shows another conversion than before, which must be read then.
    follow({ open, user }) {
      const wanted = open === '' ? '' : JSON.stringify([open, user]);
      if (wanted === shown) return false;
      shown = wanted;
      if (wanted === '') {
        if (dialog.open) dialog.close();
        return false;
      }
      if (!dialog.open) dialog.showModal();
      return true;
    },
  };
}
