/** axe finds nothing on the screens that everybody meets, and none scrolls sideways (defect 5 of the workbench's audit). */
import { checkAccessibility } from '../support/accessibility.ts';
import { SCREENS } from '../support/workbench-screens.ts';

checkAccessibility(SCREENS);
