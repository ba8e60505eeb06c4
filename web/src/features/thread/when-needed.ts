/**
 * What is not in every thread, loaded when it is: one chunk, as many small ones would tear apart what all of them share
 * with the inbox, and make that larger.
 */
export { EventLines } from './events/event-lines.tsx';
export { Cards } from './kinds/cards.tsx';
export { Lightbox } from './kinds/lightbox.tsx';
export { Order } from './kinds/order.tsx';
export { Place } from './kinds/place.tsx';
