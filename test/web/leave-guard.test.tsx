import { expect, test } from '@jest/globals';
import {
  Outlet,
  RouterProvider,
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
} from '@tanstack/react-router';
import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { LeaveGuard } from '../../web/src/ui/index.ts';
import { show } from './support/show.tsx';

/** A page with changes, and another one. */
function pages({ keeps }: { readonly keeps: boolean }) {
  const history = createMemoryHistory();
  const root = createRootRoute({
    component: () => (
      <>
        <button type="button" onClick={() => history.push('/other')}>
          Other
        </button>
        <button type="button" onClick={() => history.push('/?panel=open')}>
          Panel
        </button>
        <Outlet />
      </>
    ),
  });
  const page = createRoute({
    getParentRoute: () => root,
    path: '/',
    component: () => (
      <>
        <h1>Rules</h1>
        <LeaveGuard when keeps={keeps} />
      </>
    ),
  });
  const other = createRoute({ getParentRoute: () => root, path: '/other', component: () => <h1>Other page</h1> });
  const router = createRouter({ routeTree: root.addChildren([page, other]), history });
  show(<RouterProvider router={router as never} />);
  return router;
}

const heading = (name: string) => screen.findByRole('heading', { level: 1, name });

test('a page with changes is left when one says so, and not before', async () => {
  const router = pages({ keeps: false });
  await heading('Rules');
  await userEvent.click(screen.getByRole('button', { name: 'Other' }));
  expect((await screen.findByRole('dialog')).textContent).toContain('are lost when you leave');
  await userEvent.click(screen.getByRole('button', { name: 'Stay' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(router.state.location.pathname).toBe('/');
  await userEvent.click(screen.getByRole('button', { name: 'Other' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Leave' }));
  await heading('Other page');
});

test('it says so when the changes are kept', async () => {
  pages({ keeps: true });
  await heading('Rules');
  await userEvent.click(screen.getByRole('button', { name: 'Other' }));
  expect((await screen.findByRole('dialog')).textContent).toContain('They are kept in this tab');
});

test('what changes in the address without leaving the page is not asked about', async () => {
  const router = pages({ keeps: false });
  await heading('Rules');
  await userEvent.click(screen.getByRole('button', { name: 'Panel' }));
  await waitFor(() => expect(router.state.location.search).toEqual({ panel: 'open' }));
  expect(screen.queryByRole('dialog')).toBeNull();
});
