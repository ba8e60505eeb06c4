export { NarrowedList } from './narrowed-list.tsx';
export { Tools } from './tools.tsx';
