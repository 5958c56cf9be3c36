// The side panel is open when the address names a value. It takes the focus when it opens and gives
// it back when it closes, as it does not cover what it speaks of.
import { changeState } from './state.js';
import { pickedValue } from './picked.js';

export function wireSide(aside) {
  let opener = null;
  aside.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') changeState({ pick: '' });
  });
  return {
    follow(state) {
      const isOpen = pickedValue(state) !== null;
      if (isOpen === !aside.hidden) return;
      aside.hidden = !isOpen;
      document.body.classList.toggle('has-side', isOpen);
      if (isOpen) opener = document.activeElement;
      else if (aside.contains(document.activeElement) || document.activeElement === document.body) opener?.focus({ preventScroll: true });
    },
  };
}
