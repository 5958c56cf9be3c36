// Asks for the token that the server wants.

// Resolves to what was typed, or null when the dialog was closed.
export function askForToken(dialog, wasRefused) {
  const form = dialog.querySelector('form');
  const input = dialog.querySelector('input');
  const wrong = dialog.querySelector('[data-part=wrong]');
  wrong.hidden = !wasRefused;
  input.setAttribute('aria-invalid', String(wasRefused));
  input.value = '';
  return new Promise((resolve) => {
    const onSubmit = (event) => {
      event.preventDefault();
      if (input.value.trim() !== '') dialog.close('given');
    };
    const onClose = () => {
      form.removeEventListener('submit', onSubmit);
      const given = dialog.returnValue === 'given' ? input.value.trim() : null;
      input.value = '';
      resolve(given);
    };
    dialog.returnValue = '';
    form.addEventListener('submit', onSubmit);
    dialog.addEventListener('close', onClose, { once: true });
    dialog.showModal();
  });
}
