/**
 * What not every reply needs, loaded when it is: one chunk, as many small ones would tear apart what all of them share
 * with the inbox, and make that larger.
 */
export { CannedList } from './canned-list.tsx';
export { bringFiles } from './files/bring-files.ts';
export { ChosenList } from './files/chosen-list.tsx';
export { EmojiPicker } from './emoji/emoji-picker.tsx';
export { VoiceRecorder } from './voice/voice-recorder.tsx';
export { WrittenTwice } from './written-twice.tsx';
export { InteractiveForm } from './interactive/interactive-form.tsx';
