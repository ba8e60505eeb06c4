const KINDS: Readonly<Record<string, string>> = {
  image: 'Picture',
  video: 'Video',
  audio: 'Voice message or audio',
  document: 'File',
  sticker: 'Sticker',
  location: 'Place',
  contacts: 'Contact card',
  interactive: 'Buttons or a list',
  order: 'Order',
  reaction: 'Reaction taken back',
  edit: 'Edit',
  revoke: 'Deleted a message',
  system: 'Notice by WhatsApp',
  request_welcome: 'Opened the chat',
  unsupported: 'Something that WhatsApp does not pass on',
  template: 'Template',
};
/** What a message of a kind is called that has no words. */
export const kindWords = (type: string): string => KINDS[type] ?? type;
