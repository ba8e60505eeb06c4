import {
  Alert,
  Button,
  NumberInput,
  PasswordInput,
  Select,
  Switch,
  TagsInput,
  TextInput,
  Textarea,
} from '@mantine/core';
import type { Meaning } from '../src/ui/theme/theme.ts';
import { Part, State } from './part.tsx';
import classes from './gallery.module.css';

const MEANINGS: readonly Meaning[] = ['accent', 'ok', 'warn', 'bad', 'ai', 'note', 'quiet'];

/** What of Mantine is used as it is, in our colours. */
export function ThemeSamples() {
  return (
    <Part id="theme">
      {(['filled', 'light', 'outline', 'subtle', 'default'] as const).map(variant => (
        <State key={variant} name={`Button, ${variant}`}>
          <div className={classes['row']}>
            {MEANINGS.map(meaning => (
              <Button key={meaning} variant={variant} color={meaning}>
                {meaning}
              </Button>
            ))}
            <Button variant={variant} disabled>
              disabled
            </Button>
            <Button variant={variant} loading>
              loading
            </Button>
          </div>
        </State>
      ))}
      <State name="Inputs">
        <div className={classes['columns']}>
          <TextInput label="Name" description="As customers see it" placeholder="Night desk" />
          <TextInput label="Name" defaultValue="x" error="At least 2 characters." />
          <TextInput label="Name" defaultValue="Night desk" disabled />
          <PasswordInput
            label="Password"
            defaultValue="secret"
            visibilityToggleButtonProps={{ 'aria-label': 'Show' }}
          />
          <NumberInput label="Most at once" defaultValue={3} min={0} max={100} />
          <Select label="Tone" data={['friendly', 'neutral', 'formal']} defaultValue="neutral" />
          <TagsInput label="Languages" defaultValue={['en', 'sv']} />
          <Textarea label="Instructions" defaultValue="Be brief." autosize minRows={2} />
          <Switch label="Four eyes" description="Another administrator has to agree" defaultChecked />
          <Switch label="Off" />
        </div>
      </State>
      <State name="Alert">
        <div className={classes['columns']}>
          {MEANINGS.map(meaning => (
            <Alert key={meaning} color={meaning} title={meaning}>
              What it says about it.
            </Alert>
          ))}
        </div>
      </State>
    </Part>
  );
}
