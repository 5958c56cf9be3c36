// Every conversion, and why it is credited as it is.
import { conversionsPanel } from '../panels/conversions.js';

export const view = { name: 'conversions', title: 'Conversions', panels: [conversionsPanel] };
