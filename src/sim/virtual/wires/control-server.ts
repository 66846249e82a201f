import type { FaultPlan } from '../fault-plan.ts';
import type { Limits } from '../limits.ts';
import { answerOfCarrier, type CarrierWires } from './carrier-server.ts';
import { type HttpAnswer, type HttpEndpoint, serveJson } from './http.ts';
import type { PaceSince } from './pace.ts';

/**
 * Where a lab provokes trouble, pulls pins of the carrier board and asks what was touched that is not modelled, and whether the host keeps up. Not part
 * of the board.
 */
export const serveControl = (faults: FaultPlan, limits: Limits, pace: PaceSince, carrier: CarrierWires): Promise<HttpEndpoint> =>
  serveJson(({ method, path, query, body }) => {
    switch (`${method} ${path}`) {
      case 'POST /arm':
        return arm(faults, body);
      case 'POST /disarm':
        faults.disarm();
        return { status: 200, body: { armed: [] } };
      case 'GET /faults':
        return { status: 200, body: faults.status() };
      case 'GET /limits':
        return notes(limits, query);
      case 'GET /pace':
        return paceOf(pace, query);
      default:
        return answerOfCarrier(carrier, `${method} ${path}`, body) ?? notThere(`${method} ${path}`);
    }
  });

/** For a board whose faults nobody can arm. */
export const serveLimits = (limits: Limits, pace: PaceSince): Promise<HttpEndpoint> =>
  serveJson(({ method, path, query }) => {
    switch (`${method} ${path}`) {
      case 'GET /limits':
        return notes(limits, query);
      case 'GET /pace':
        return paceOf(pace, query);
      default:
        return { status: 404, body: { message: `there is no ${method} ${path}; there are GET /limits and GET /pace` } };
    }
  });

const paceOf = (pace: PaceSince, query: URLSearchParams): HttpAnswer => ({ status: 200, body: pace(Number(query.get('since')) || 0) });

const notThere = (request: string): HttpAnswer => ({
  status: 404,
  body: {
    message: `there is no ${request}; there are POST /arm, POST /disarm, GET /faults, GET /limits, GET /pace, POST /pins, GET /recovery and POST /install`,
  },
});

const notes = (limits: Limits, query: URLSearchParams): HttpAnswer => ({
  status: 200,
  body: limits.after(Number(query.get('after')) || 0),
});

const arm = (faults: FaultPlan, body: unknown): { readonly status: number; readonly body: object } => {
  const name = typeof body === 'object' && body !== null && 'name' in body ? body.name : undefined;
  if (typeof name !== 'string') return { status: 400, body: { message: 'the body must be {"name": "…"}' } };
  return faults.arm(name) ? { status: 200, body: { armed: name } } : { status: 404, body: { message: `no fault is named '${name}'` } };
};
