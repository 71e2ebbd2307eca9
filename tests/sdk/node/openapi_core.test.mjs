import { describeClient } from './behaviour.mjs';
import { openapiCoreClients } from './clients.mjs';

openapiCoreClients.forEach(describeClient);
