import type { ReactNode } from 'react';

/** The frame of a form that stands on a page: sent by its button or by Enter, checked by `useForm` alone. */
export function PageForm({
  form,
  className,
  children,
}: {
  readonly form: { readonly submit: () => Promise<boolean> };
  readonly className: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <form
      className={className}
      noValidate
      onSubmit={event => {
        event.preventDefault();
        void form.submit();
      }}
    >
      {children}
    </form>
  );
}
