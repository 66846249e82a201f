import { callOnce } from './call.ts';
import { isRefusal } from './call-failures.ts';
import { coordinatorClient, coordinatorService } from './protocol.ts';

/** Frees a place that `holder` holds, from any connection. Nothing happens when it is free or somebody else's by now. */
export const releasePlace = async (lock: { address: string; place: string; holder: string }, signal: AbortSignal): Promise<void> => {
  const client = coordinatorClient(lock.address);
  try {
    const request = { placename: lock.place, fromuser: lock.holder };
    await callOnce({ client, address: lock.address, method: coordinatorService.ReleasePlace, request, signal });
  } catch (cause) {
    // A place that was deleted holds nobody.
    if (!isRefusal(cause)) throw cause;
  } finally {
    client.close();
  }
};
