import { describeClient } from './behaviour.mjs';
import { openapiClientClients } from './clients.mjs';

openapiClientClients.forEach(describeClient);
