import { Button, TextInput } from '@mantine/core';
import { Page } from '../src/ui/index.ts';
import { Part } from './part.tsx';
import classes from './gallery.module.css';

/** A page of settings, in a box. */
export function PageSamples() {
  return (
    <Part id="page">
      <div className={`${classes['card'] ?? ''} ${classes['tall'] ?? ''}`}>
        <Page
          title="Routing rules"
          about="The first rule that fits decides. Version 14, in force since Monday, by Ana Ruiz."
          actions={
            <>
              <Button variant="default">History</Button>
              <Button>Publish version 15</Button>
            </>
          }
          aside={{
            title: 'Try it',
            content: <TextInput label="Customer writes" defaultValue="Where is order 88-1204?" />,
          }}
        >
          {Array.from({ length: 12 }, (_, place) => (
            <p key={place}>Rule {place + 1}: orders go to Sales.</p>
          ))}
        </Page>
      </div>
    </Part>
  );
}
