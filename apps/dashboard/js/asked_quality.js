// The questions about the data itself; servers that do not know them have no answer.
import { read } from './questions.js';

export const missing = { isMissing: true };

export const quality = () => read('/quality', {}, { ifMissing: missing });
export const history = () => read('/status/history', {}, { ifMissing: missing });
export const status = () => read('/status');
