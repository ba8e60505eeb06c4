import { Text } from '@mantine/core';

/** Says of an address from before https at port 443 was demanded how long it is still called. */
export function InsecureUntil({ time }: { readonly time: string }) {
  const over = Date.parse(time) <= Date.now();
  return (
    <Text size="sm" c={over ? 'red' : 'orange'} component="span" display="block" role="alert">
      The address is not https at port 443.{' '}
      {over ? 'It is not called any more' : `It is called until ${new Date(time).toLocaleDateString()}`}; name one that
      is.
    </Text>
  );
}
