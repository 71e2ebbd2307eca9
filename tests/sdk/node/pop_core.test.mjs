import { describeClient } from './behaviour.mjs';
import { popCoreClients } from './clients.mjs';

popCoreClients.forEach(describeClient);
