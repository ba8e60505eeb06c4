import { z } from 'zod';
import { endpointView } from '../../store/ai/endpoint.ts';
import { sitesOf } from '../../store/knowledge/sources.ts';
import { insecurity } from '../http/tenant-address.ts';
import { route } from '../http/route.ts';
import { id, listOf, time } from '../http/schemas.ts';

const insecureAddress = z
  .object({
    kind: z.enum(['ai_endpoint', 'knowledge_source']),
    id,
    address: z.string(),
    until: time.meta({ description: 'It is called as it is until then, and no longer.' }),
  })
  .meta({ id: 'InsecureAddress', description: 'Of what the tenant named before https at port 443 was demanded.' });

const list = route({
  method: 'get',
  path: '/insecure-addresses',
  tag: 'Settings',
  summary: 'Addresses you named that are not https at port 443, and until when they are still called',
  roles: ['TENANT_ADMIN'],
  answer: listOf(insecureAddress),
  handle: async ({ app, work }) => {
    const [endpoint, sites] = await work(async unit => [await endpointView(unit), await sitesOf(unit)] as const);
    const named = [
      ...(endpoint === null
        ? []
        : [
            { kind: 'ai_endpoint' as const, id: endpoint.id, address: endpoint.baseUrl, until: endpoint.insecureUntil },
          ]),
      ...sites.map(site => ({
        kind: 'knowledge_source' as const,
        id: site.id,
        address: site.url,
        until: site.insecureUntil,
      })),
    ];
    const judged = await Promise.all(
      named.map(async each => ({ each, until: await insecurity(app, each.address, each.until) })),
    );
    return {
      items: judged.flatMap(({ each, until }) => (until === null ? [] : [{ ...each, until }])),
      nextCursor: null,
    };
  },
});

export const insecureAddressRoutes = [list];
