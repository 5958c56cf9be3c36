// What stands in place of the panels while there are no events: how to bring some.

export function wireWelcome(root, content) {
  let isEmpty = null;
  return {
    // Whether events came to an empty page.
    show({ newest_event: newest, refresh }) {
      const wasEmpty = isEmpty;
      isEmpty = newest === null;
      for (const part of root.querySelectorAll('[data-part^=no-refresh]')) part.hidden = refresh === 'on';
      if (wasEmpty !== isEmpty) {
        root.hidden = !isEmpty;
        content.hidden = isEmpty;
      }
      return wasEmpty === true && !isEmpty;
    },
  };
}
