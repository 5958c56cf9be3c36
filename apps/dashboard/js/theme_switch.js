// Light or dark: the system's scheme until the reader says otherwise.
const key = 'attrib.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === 'dark' : dark.matches;
}

// `onChange` draws what takes its colours from a script.
export function wireTheme(button, onChange) {
  const words = button.querySelector('[data-part=words]');
  const say = () => {
    words.textContent = isDark() ? 'Light colours' : 'Dark colours';
  };
  button.addEventListener('click', () => {
    const chosen = isDark() ? 'light' : 'dark';
    document.documentElement.dataset.theme = chosen;
    try {
      localStorage.setItem(key, chosen);
    } catch {
      // Then it lasts as long as the page.
    }
    say();
    onChange();
  });
  dark.addEventListener('change', () => {
    say();
    onChange();
  });
  say();
}
