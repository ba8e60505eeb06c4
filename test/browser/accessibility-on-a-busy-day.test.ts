/** axe finds nothing on the screens of a day with much to do, and none scrolls sideways. */
import { checkAccessibility } from '../support/accessibility.ts';
import { SCREENS_OF_A_BUSY_DAY } from '../support/busy-day-screens.ts';
import { SCREENS_TOGETHER } from '../support/together-screens.ts';

checkAccessibility([...SCREENS_OF_A_BUSY_DAY, ...SCREENS_TOGETHER]);
