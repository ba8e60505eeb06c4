/** The simulator as a process of its own. */
import { createServer } from 'node:http';
import { z } from 'zod';
import { untilStopped } from '../config/process/until-stopped.ts';
import { createSimulator } from './app.ts';
import { settingsSchema } from './settings.ts';

const options = z
  .object({
    port: z.int(),
    webhookUrl: z.url(),
    appSecret: z.string(),
    stateFile: z.string().nullable(),
    settings: settingsSchema.partial().default({}),
    numbers: z.array(
      z.object({
        phoneNumberId: z.string(),
        wabaId: z.string(),
        displayPhoneNumber: z.string(),
        accessToken: z.string(),
      }),
    ),
  })
  .parse(JSON.parse(process.env['SIMULATOR_OPTIONS'] ?? '{}'));

const simulator = createSimulator({
  ...options,
  settings: Object.fromEntries(Object.entries(options.settings).filter(([, value]) => value !== undefined)),
});
const server = createServer(simulator.server);
server.listen(options.port, '127.0.0.1', () => process.send?.({ ready: true }));
await untilStopped();
await simulator.webhooks.stop();
server.closeAllConnections();
server.close();
