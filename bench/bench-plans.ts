import type { TenantPlan } from '../prisma/seed.ts';

/** The two companies of a measurement. @param more what theirs have beside that. */
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
