/** Where an action belongs to, the outermost first: keys of an inner place go before those of an outer one. */
export const SCOPES = ['global', 'list', 'conversation', 'composer'] as const;
type Scope = (typeof SCOPES)[number];

interface Action {
  /** As delivered: strokes with a blank in between are pressed one after another (keys.ts). */
  readonly keys: string;
  readonly scope: Scope;
  /** Held down, the key does it again and again: only for what may be done too often without harm. */
  readonly repeats?: true;
}

/**
 * Everything that a key does, once. Its words are `action.<id>` of the namespace `keys`. Whether it is switched off with
 * the single letters follows from the keys it has at the time (`needsLetters`). Listed is what exists: the palette shows
 * what is bound now, the sheet shows all.
 */
export const ACTIONS = {
  'palette.open': { keys: 'Mod+K', scope: 'global' },
  'sheet.open': { keys: '?', scope: 'global' },
  'go.mine': { keys: 'g i', scope: 'global' },
  'go.unassigned': { keys: 'g u', scope: 'global' },
  'go.mentions': { keys: 'g m', scope: 'global' },
  'go.all': { keys: 'g a', scope: 'global' },
  'go.search': { keys: '/', scope: 'global' },
  'go.board': { keys: 'g b', scope: 'global' },
  'go.knowledge': { keys: 'g k', scope: 'global' },
  'go.settings': { keys: 'g s', scope: 'global' },
  'offers.focus': { keys: 'F8', scope: 'global' },
  'inbox.next': { keys: 'j', scope: 'list', repeats: true },
  'inbox.previous': { keys: 'k', scope: 'list', repeats: true },
  'inbox.pick': { keys: 'x', scope: 'list' },
  'inbox.pickDown': { keys: 'Shift+ArrowDown', scope: 'list', repeats: true },
  'inbox.pickUp': { keys: 'Shift+ArrowUp', scope: 'list', repeats: true },
  'inbox.pickAll': { keys: 'Mod+A', scope: 'list' },
  'inbox.unpick': { keys: 'Escape', scope: 'list' },
  'conversation.reply': { keys: 'r', scope: 'conversation' },
  'conversation.note': { keys: 'n', scope: 'conversation' },
  'conversation.template': { keys: 't', scope: 'conversation' },
  'conversation.transfer': { keys: 'a', scope: 'conversation' },
  'conversation.snooze': { keys: 's', scope: 'conversation' },
  'conversation.resolve': { keys: 'e', scope: 'conversation' },
  'conversation.resolveNext': { keys: 'Shift+E', scope: 'conversation' },
  'conversation.reopen': { keys: 'o', scope: 'conversation' },
  'conversation.useDraft': { keys: 'y', scope: 'conversation' },
  'conversation.dismissDraft': { keys: 'Shift+Y', scope: 'conversation' },
  'conversation.panel': { keys: 'i', scope: 'conversation' },
  'conversation.leave': { keys: 'Escape', scope: 'conversation' },
  'composer.leave': { keys: 'Escape', scope: 'composer' },
  'composer.undoSend': { keys: 'Mod+Z', scope: 'composer' },
} as const satisfies Readonly<Record<string, Action>>;

export type ActionId = keyof typeof ACTIONS;
export const ACTION_IDS = Object.keys(ACTIONS) as readonly ActionId[];
export const isActionId = (value: string): value is ActionId => Object.hasOwn(ACTIONS, value);

/** Whether a key that is held down does it again and again. */
export const repeats = (id: ActionId): boolean => 'repeats' in ACTIONS[id];
