export { Inbox } from './inbox.tsx';
export { NoneOpened } from './none-opened.tsx';
export { rowBeside } from './row-beside.ts';
export { RowsShown } from './rows-shown.ts';
