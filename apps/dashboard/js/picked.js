// The value that the reader has clicked, in the address.
import { dimensionIn } from './asked.js';
import { dimensionOf } from './dimensions.js';

// The value that is picked, or null where the address says none of this dimension.
export function pickedValue(state) {
  if (state.pick === '') return null;
  try {
    const value = JSON.parse(state.pick);
    const { columns } = dimensionOf(dimensionIn(state));
    const isText = (part) => part === null || typeof part === 'string' || typeof part === 'number';
    return Array.isArray(value) && value.length === columns.length && value.every(isText) ? value : null;
  } catch {
    return null;
  }
}
