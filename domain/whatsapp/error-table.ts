/**
 * What each error of WhatsApp means for the message, for the number, and for people.
 * Source: Cloud API "Error codes" (developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes).
 */

/** What the error means for the message. */
export type SendErrorClass =
  /** Nothing was sent; the same message may be sent later. */
  | 'throttled'
  /** WhatsApp will never take this message as it is. */
  | 'rejected'
  /** WhatsApp may have taken it. */
  | 'unknown';

/**
 * What the error means for the business number. `pause`: no message can succeed until somebody acts; `warn`: some
 * cannot.
 */
export type NumberTrouble = 'pause' | 'warn' | null;

export interface WhatsAppError {
  readonly send: SendErrorClass;
  readonly trouble: NumberTrouble;
  /** Milliseconds before the first retry; each later delay is four times as long. 0 unless `throttled`. */
  readonly firstWaitMs: number;
  /** A sentence for people: what happened, and what to do. */
  readonly words: string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const later = (firstWaitMs: number, words: string, trouble: NumberTrouble = null): WhatsAppError => ({
  send: 'throttled',
  trouble,
  firstWaitMs,
  words,
});
const never = (words: string, trouble: NumberTrouble = null): WhatsAppError => ({
  send: 'rejected',
  trouble,
  firstWaitMs: 0,
  words,
});
const perhaps = (words: string): WhatsAppError => ({ send: 'unknown', trouble: null, firstWaitMs: 0, words });

const NEW_TOKEN = 'An administrator must give the number a new access token.';
const PERMISSION = never(
  'The access token may not do this. An administrator must give it the permissions for WhatsApp again.',
  'pause',
);

const ERRORS: ReadonlyMap<number, WhatsAppError> = new Map([
  [0, never(`WhatsApp could not tell who we are. ${NEW_TOKEN}`, 'pause')],
  [1, perhaps('WhatsApp met an unknown problem. The message may or may not have been sent.')],
  // The server says that it did not accept the call, so nothing was sent.
  [2, later(SECOND, 'WhatsApp is down or overloaded for a moment.')],
  [3, PERMISSION],
  [4, later(MINUTE, 'This application calls WhatsApp too often.')],
  [10, PERMISSION],
  [33, never('WhatsApp does not know this business number any more. An administrator must connect it again.', 'pause')],
  [100, never('WhatsApp does not accept a value in this message.')],
  [190, never(`The access token has expired or was withdrawn. ${NEW_TOKEN}`, 'pause')],
  [
    368,
    never(
      'WhatsApp has blocked the business account for a breach of its rules. An administrator must see to it in WhatsApp Manager.',
      'pause',
    ),
  ],
  [80007, later(MINUTE, 'The business account calls WhatsApp too often.')],
  [130429, later(SECOND, 'The number sends faster than WhatsApp allows.')],
  [130472, never('WhatsApp holds marketing back from this person for an experiment. Do not send it again.')],
  [130497, never('WhatsApp does not let this business write to people in that country.')],
  [131000, perhaps('WhatsApp met a problem. The message may or may not have been sent.')],
  [131005, PERMISSION],
  [131008, never('The message lacks something WhatsApp needs.')],
  [131009, never('WhatsApp does not accept a value in this message.')],
  [131016, later(SECOND, 'WhatsApp is not available for a moment.')],
  [131021, never('The message would go to the business’s own number.')],
  [131026, never('The person cannot get this message: no WhatsApp, an old version, or its terms were not accepted.')],
  [131030, never('A test number only writes to the people on its list. Add the person in the app’s settings.')],
  [
    131031,
    never('WhatsApp has locked the business account. An administrator must see to it in WhatsApp Manager.', 'pause'),
  ],
  [
    131037,
    never(
      'The number’s display name is not approved yet. An administrator must see to it in WhatsApp Manager.',
      'warn',
    ),
  ],
  [
    131042,
    never(
      'There is a problem with the payment method of the business account. An administrator must mend it in WhatsApp Manager.',
      'warn',
    ),
  ],
  [131045, never('The number is not registered rightly. An administrator must register it again.', 'pause')],
  [131047, never('The person last wrote more than 24 hours ago. Only a template can be sent now.')],
  [
    131048,
    later(15 * MINUTE, 'WhatsApp slows the number down because people blocked or reported its messages.', 'warn'),
  ],
  [131049, never('WhatsApp spares this person more marketing for now. Wait at least a day.')],
  [131050, never('The person does not want marketing from this business.')],
  [131051, never('WhatsApp does not know this kind of message.')],
  [131052, never('WhatsApp could not fetch the file the person sent. Ask for it again.')],
  [131053, never('WhatsApp could not take the file. Check its kind and size.')],
  [131056, later(SECOND, 'Too many messages to this person in a short time.')],
  [131057, later(MINUTE, 'WhatsApp is upgrading the account for a few minutes.')],
  [131062, never('This message cannot be sent to a person whose phone number is not known.')],
  [131063, never('Marketing templates are switched off for this business account.', 'warn')],
  [131064, never('The business has written to as many people as WhatsApp allows it in 24 hours.', 'warn')],
  [132000, never('The number of values does not fit the template.')],
  [132001, never('The template does not exist in this language, or is not approved.')],
  [132005, never('The template’s text becomes too long with these values.')],
  [132007, never('The template breaks WhatsApp’s rules.')],
  [132008, never('A value does not fit the template.')],
  [132012, never('A value has another form than the template wants.')],
  [132015, never('WhatsApp has paused the template because people did not like it.')],
  [132016, never('WhatsApp has switched the template off for good. Make a new one.')],
  [
    132018,
    never(
      'WhatsApp does not accept the template’s parameters: a value has line breaks or is too long, or a button or card is not filled as the template wants.',
    ),
  ],
  [132068, never('The flow is blocked. An administrator must mend it.')],
  [132069, never('The flow is slowed down; it may be sent ten times an hour.')],
  [133010, never('The number is not registered with WhatsApp. An administrator must register it.', 'pause')],
  [133016, never('The number was registered too often. Wait 72 hours.', 'pause')],
  [135000, never('WhatsApp does not accept something in this message.')],
  [137000, never('The person’s identity has changed. Check who it is, then send again.')],
  // Of the list of blocked people, not of messages.
  [139100, never('WhatsApp could not block or unblock the person.')],
  [139101, never('The number’s list of blocked people is full.')],
  [139102, later(SECOND, 'The list of blocked people is being changed by somebody else.')],
  [139103, later(SECOND, 'WhatsApp met a problem with the list of blocked people.')],
]);

/** What an error code means; undefined for unknown codes. Codes 200 to 299 all concern permissions. */
export function errorOf(code: number): WhatsAppError | undefined {
  return ERRORS.get(code) ?? (code >= 200 && code <= 299 ? PERMISSION : undefined);
}
