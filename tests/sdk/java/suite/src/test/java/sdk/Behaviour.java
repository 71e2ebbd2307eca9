package sdk;

/** All that a client must find. */
interface Behaviour extends Answers, Refusals, Identities, Flows, Faults, Throttling {}
