import { useRef, useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { knowledgeQueries } from './queries.ts';

/** Which article is open in the editor; null: a new one. */
interface Opened {
  readonly id: string | null;
}

/** The article that is being written. It is read before its editor opens; the focus goes back to where it was. */
export function useEditing() {
  const queries = useQueryClient();
  const [opened, setOpened] = useState<Opened | null>(null);
  const opener = useRef<Element | null>(null);
  const load = useMutation({
    mutationFn: (id: string) => queries.query({ ...knowledgeQueries.document(id), staleTime: 0 }),
    onSuccess: (_article, id) => setOpened({ id }),
  });
  const edit = (id: string): void => {
    opener.current = document.activeElement;
    load.mutate(id);
  };
  return {
    opened,
    isLoading: load.isPending,
    /** Why the article that was wanted is not open. */
    error: load.error,
    write: (): void => {
      opener.current = document.activeElement;
      setOpened({ id: null });
    },
    edit,
    retry: (): void => {
      if (load.variables !== undefined) load.mutate(load.variables);
    },
    close: (): void => {
      setOpened(null);
      if (opener.current instanceof HTMLElement) opener.current.focus();
    },
  };
}
