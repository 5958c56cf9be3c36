// The questions about the data itself; servers that do not know them have no answer.
import { rangeOf } from './period.js';
import { read } from './questions.js';

export const missing = { isMissing: true };

// Of the sentence it takes the days.
export const quality = (state) => read('/quality', rangeOf(state), { ifMissing: missing });
export const history = () => read('/status/history', {}, { ifMissing: missing });
export const status = () => read('/status');
