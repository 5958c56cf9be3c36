// What the page has one of.
import { Connection } from './connection.js';
import { LiveFeed } from './live_feed.js';

export const connection = new Connection();
export const feed = new LiveFeed();
