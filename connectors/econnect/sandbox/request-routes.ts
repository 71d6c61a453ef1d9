// The authorisation requests of the practice, beyond what the SOAP service offers. [assumed]
import { NO_CONTENT, notFound, ok, refusal, type Answer } from './answer.ts';
import { shows } from '../../sandbox-kit/late-visibility.ts';
import type { Call, Handler } from './call.ts';
import { answerRequest, resend } from './request-life.ts';
import { type IntegrationRequest } from './sandbox-state.ts';

function showRequest({ token, reference, email, status, sentAt, answeredAt }: IntegrationRequest) {
  return { token, reference, email, status, sentAt, answeredAt };
}

/** Newest first. */
export function listRequests({ state, query }: Call): Answer {
  const reference = query.get('reference');
  const found = state.requests.filter(
    (request) => shows(request) && (reference === null || request.reference === reference),
  );
  return ok(found.toReversed().map(showRequest));
}

function withPending(handler: (call: Call, request: IntegrationRequest) => Answer): Handler {
  return (call) => {
    const request = call.state.requests.find(({ token }) => token === call.param('token'));
    if (request === undefined) return notFound();
    return request.status === 'pending' ? handler(call, request) : refusal(409, 'NOT_PENDING');
  };
}

export const resendRequest = withPending(({ state }, request) => {
  resend(state, request);
  return ok({ token: request.token });
});

export const withdrawRequest = withPending((_call, request) => {
  answerRequest(request, 'withdrawn');
  return NO_CONTENT;
});
