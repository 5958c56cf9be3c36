// Light or dark: the system's scheme until the reader says otherwise.
const key = 'attrib.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === 'dark' : dark.matches;
}

export function wireTheme(button) {
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
  });
  dark.addEventListener('change', say);
  say();
}
