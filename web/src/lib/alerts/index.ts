export { isWanted, want } from './choices.ts';
export { askForNotices, noticePermission, showNotice } from './notice.ts';
export { onceHeard, playSound } from './sound.ts';
export { isFirstToTell, isSeenSomewhere, tellWhileSeen } from './told-once.ts';
