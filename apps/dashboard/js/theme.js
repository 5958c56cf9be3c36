// Runs before the page is drawn, so that it never flashes in the wrong colours. A classic script
// for that reason: modules wait.
(function applyTheme() {
  try {
    const saved = localStorage.getItem('attrib.theme');
    if (saved === 'light' || saved === 'dark') document.documentElement.dataset.theme = saved;
  } catch {
    // Storage may be forbidden; then the system's scheme counts.
  }
})();
