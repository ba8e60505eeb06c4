import { Alert, Button, Group, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { BusinessNumber, Page } from './api.ts';
import { api } from './api.ts';

/**
 * What WhatsApp says is wrong with the tenant's numbers; for administrators, who mend it and let a paused number send
 * again.
 */
export function Troubles() {
  const queries = useQueryClient();
  const numbers = useQuery({ queryKey: ['numbers'], queryFn: () => api<Page<BusinessNumber>>('GET', '/numbers') });
  const resume = useMutation({
    mutationFn: (id: string) => api('POST', `/numbers/${id}/resume`, {}),
    onSettled: () => queries.invalidateQueries(),
  });
  return numbers.data?.items.map(
    ({ id, name, displayPhoneNumber, sendingPaused, trouble }) =>
      trouble !== null && (
        <Alert
          key={id}
          role="alert"
          color={sendingPaused ? 'red' : 'orange'}
          m="md"
          title={`${name} (${displayPhoneNumber}) ${sendingPaused ? 'sends nothing now' : 'has a problem'}`}
        >
          <Text size="sm">{trouble.explanation ?? trouble.text}</Text>
          <Group justify="space-between" mt="xs">
            <Text size="xs" c="dimmed">
              WhatsApp’s error {trouble.code}, {new Date(trouble.since).toLocaleString()}
            </Text>
            <Button size="compact-sm" variant="default" loading={resume.isPending} onClick={() => resume.mutate(id)}>
              {sendingPaused ? 'It is mended: send again' : 'Understood'}
            </Button>
          </Group>
        </Alert>
      ),
  );
}
