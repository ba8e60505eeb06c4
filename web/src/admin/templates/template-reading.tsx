import type { TemplatePart } from '../../lib/template-slots.ts';
import { Reading } from '../../features/composer/index.ts';
import classes from './templates.module.css';

const asItStands = (text: string): string => text;
const isPart = (part: object): part is TemplatePart => 'type' in part && typeof part.type === 'string';

/** A template as its reader sees it. */
export function TemplateReading({
  components,
  fill = asItStands,
}: {
  /** As the API has them. */
  readonly components: readonly object[];
  /** What stands in the place of a text with parameters; left out: the text. */
  readonly fill?: (text: string) => string;
}) {
  return (
    <div className={classes['reading']}>
      <Reading parts={components.filter(isPart)} card={null} fill={fill} />
    </div>
  );
}
