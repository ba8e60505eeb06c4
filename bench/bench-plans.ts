import type { TenantPlan } from '../prisma/seed.ts';

/** Plans for the two tenants of a measurement. @param more further settings, the same for both. */
export const benchPlans = (more: Partial<TenantPlan>): TenantPlan[] =>
  [1, 2].map(index => ({
    name: `Bench ${index}`,
    slug: `bench${index}`,
    wabaId: `7000${index}`,
    phoneNumberId: `6000${index}`,
    displayPhoneNumber: `+1 555 10${index}`,
    agents: ['A One', 'B Two', 'C Three'],
    ...more,
  }));
